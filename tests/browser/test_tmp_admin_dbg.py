from django.contrib import admin
from django.urls import reverse
def test_dbg(full, signed_in, faults):
    page = signed_in(full.secretariat)
    paths=["/admin/"]
    for rec in (full.action, full.board, full.meeting, full.report, full.recommendation, full.mps, full.member):
        o=rec._meta
        paths+= [reverse(f"admin:{o.app_label}_{o.model_name}_{n}", args=[rec.pk]) for n in ("change","history")][:(2 if rec in (full.action, full.member) else 1)]
    paths.append(reverse("admin:recommendations_action_simple_history", args=[full.action.pk, full.action.history.first().pk]))
    for n in ("action","meeting","event","person"):
        paths.append(reverse({"meeting":"admin:boards_meeting_changelist","event":"admin:oversight_event_changelist","person":"admin:boards_person_changelist","action":"admin:recommendations_action_changelist"}[n]))
    for n in ("action",):
        paths.append(reverse("admin:recommendations_action_add"))
    for name, a in full.ready_for.items():
        if name in ("propose_closure","agree_closure","report_progress"): paths.append(reverse("admin:recommendations_action_step", args=[a.pk, name.replace("_","-")]))
    seen={}
    for p in paths:
        for f in faults(page,p):
            k=f.split(" ",2)[-1] if " at " in f else f
            seen.setdefault(k[:330],[]).append(f[:70])
    for k,v in seen.items(): print(len(v), k, "|", v[:2])
    for p,name in (("/admin/","index"),(paths[1],"action"),(reverse("admin:boards_meeting_change",args=[full.meeting.pk]),"meeting"),(paths[-1],"step"),(paths[2],"history")):
        for w in (1280,375):
            page.set_viewport_size({"width":w,"height":900}); page.goto(page.url.split("/admin")[0]+p); page.screenshot(path=f"/tmp/shot_{name}_{w}.png", full_page=True)
    assert 0

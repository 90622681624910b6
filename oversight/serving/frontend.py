"""Gathers the released GOV.UK and MOJ Frontend files into var/frontend/, without the typeface and the crown.

The GDS Transport typeface and the crown belong to GOV.UK alone: their rules are taken out of the style sheets, so that
no page asks for them and text is set in Arial. Run by bin/setup as a plain script, before Django is needed.
"""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "node_modules"
GATHERED = ROOT / "var" / "frontend"

# Name under var/frontend/ and the folder of the release that holds its css, js and assets.
RELEASES = {
    "govuk": (MODULES / "govuk-frontend/dist/govuk", "govuk-frontend"),
    "moj": (MODULES / "@ministryofjustice/frontend/moj", "moj-frontend"),
}
FONT_FACE = re.compile(r"(/\*![^*]*Margaret Calvert[^*]*\*/)?@font-face\{[^}]*\}")
CREST = re.compile(r"[^{};]+:url\(/assets/images/govuk-crest\.svg\)[^;}]*;?")
ASSET = re.compile(r"url\(/assets/images/([^)]+)\)")
SOURCE_MAP = re.compile(r"\s*(//|/\*)# sourceMappingURL=\S+( \*/)?\s*$")


def own_typeface(css: str) -> str:
    """The style sheet in Arial, without typeface or crest, its pictures addressed beside it."""
    css = FONT_FACE.sub("", css).replace("GDS Transport,", "")
    css = CREST.sub("", css)
    return ASSET.sub(r"url(images/\1)", css)


def gather(name: str, release: Path, stem: str, target: Path) -> list[Path]:
    """Write one release's style sheet, script and the pictures its style sheet shows; return what was written."""
    folder = target / name
    folder.mkdir(parents=True)
    css = own_typeface(SOURCE_MAP.sub("\n", (release / f"{stem}.min.css").read_text(encoding="utf-8")))
    script = SOURCE_MAP.sub("\n", (release / f"{stem}.min.js").read_text(encoding="utf-8"))
    written = [folder / f"{stem}.min.css", folder / f"{stem}.min.js"]
    written[0].write_text(css, encoding="utf-8")
    written[1].write_text(script, encoding="utf-8")
    for picture in sorted(set(re.findall(r"url\(images/([^)]+)\)", css))):
        (folder / "images").mkdir(exist_ok=True)
        written.append(
            Path(shutil.copyfile(release / "assets" / "images" / picture, folder / "images" / picture))
        )
    return written


def main() -> None:
    fresh = GATHERED.with_name("frontend.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, (release, stem) in RELEASES.items():
        gather(name, release, stem, fresh)
    shutil.rmtree(GATHERED, ignore_errors=True)
    fresh.rename(GATHERED)


if __name__ == "__main__":
    main()

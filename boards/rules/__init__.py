"""Pure decisions about boards: who may see them and who may change them."""

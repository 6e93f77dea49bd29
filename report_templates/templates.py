"""Templates as data: load, check, compose the text of a report from findings.

A template is a folder with ``template.toml`` (sections, levels, rules) and one file of words a language
(``nl.toml``, ``en.toml``). Text holds merge fields ``{name}`` from a fixed list; `compose` fills them. Every
number that comes from a finding is written as a token ``{{finding:ID:what}}``, so that it stays linked to its
finding until it is shown or printed by `render_text`. Nothing in a template is code.
"""

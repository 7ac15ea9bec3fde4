# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The walk over parsed JSON: what the generated readers do, by tables.

Values come from orjson or json: exact dicts, lists and scalars. Anything else, also what the runtime itself
puts into a document (`Number`, `Repaired`, `DuplicateKeys`), goes to the methods of `JsonContext`.
"""

include "_plans.pxi"

cdef extern from "Python.h":
    char* PyBytes_AS_STRING(PyObject* o)

from evcp_codec.reading import _LEAST_EXACT

cdef double LEAST_EXACT = _LEAST_EXACT

cdef enum:
    WHOLE = 16384         # bytes of a body that is always parsed in one piece
    MOST = 131072         # most bytes of a piece: even 40,000 empty lists take some 10 ms only

cdef object run(Plan_* p, object raw, object context, object path):
    """Read a parsed document, or a part of one."""
    cdef Run r
    start(&r, p, context, path)
    try:
        return read(&r, p, raw)
    finally:
        end(&r)

cdef object read(Run* r, Plan_* p, object raw):
    cdef PyObject* out = json_object(r, p, <PyObject*>raw, NULL)
    context = <object>r.context
    context.members += r.count
    if r.digits:
        context.digits = True
    value = <object>out
    Py_DECREF(out)
    return value

def read_plain(Reader reader, parse, bytes body, known, context, path):
    """Parse a body and read the document; return `Ellipsis` where only Python can.

    The items of a page's list are parsed one by one, each when it is read: its dicts are gone before the
    next one's are made, so they stay in the processor's caches and below the collector's threshold. And no
    piece holds the GIL for long: `orjson` keeps it for a whole parse.
    """
    cdef Run r
    cdef Plan_* p = reader.plan
    cdef Py_ssize_t n = len(body)
    cdef const char* b = body
    cdef int i
    if has_marks(b, n):
        return ...
    start(&r, p, context, path)
    r.body, r.parse = <PyObject*>body, <PyObject*>parse
    try:
        for i in range(p.n if n >= WHOLE else 0):
            if p.fields[i].many and p.fields[i].kind == CLASS:
                r.list = &p.fields[i]
                break
        if r.list is not NULL:
            with nogil:
                i = find_pieces(<const unsigned char*>b, n, r.list.wire_utf8, r.list.item_utf8, &r.pieces)
            if i:
                body = body[:r.pieces.begin] + body[r.pieces.end:]
            else:
                r.list = NULL
        if len(body) > MOST:
            return ...
        try:
            raw = parse(body)
        except ValueError:
            return ...
        if type(raw) is not dict or (<frozenset>known).isdisjoint(raw):
            return ...
        try:
            value = read(&r, p, raw)
        except ValueError:
            if not r.unsliced:
                raise
        return ... if r.unsliced and r.pieces.n else value
    finally:
        end(&r)

cdef object piece(Run* r, Py_ssize_t at, Py_ssize_t* since):
    """Parse an item of the list."""
    cdef const char* b = <const char*>PyBytes_AS_STRING(r.body)
    cdef Py_ssize_t begin = r.pieces.ends[at - 1] if at else r.pieces.begin
    cdef Py_ssize_t n
    while b[begin] != c'{':
        begin += 1
    n = r.pieces.ends[at] - begin
    since[0] += n
    if since[0] > WHOLE:
        since[0] = 0
        check_deadline()      # a function in Python: here others may get the GIL
    r.unsliced = True         # unless all goes well
    if n > MOST:
        raise ValueError
    item = (<object>r.parse)(b[begin:begin + n])
    r.unsliced = False
    return item

cdef bint sort_members(Plan_* p, PyObject* raw, PyObject** values) except -1:
    """Put the members of an object in the places of their fields; False if there is an unknown one."""
    cdef PyObject* key
    cdef PyObject* value
    cdef Py_ssize_t at = 0
    cdef Py_hash_t hashed
    cdef int place
    memset(values, 0, p.n * sizeof(PyObject*))
    while PyDict_Next(raw, &at, &key, &value):
        if not PyUnicode_CheckExact(key):
            return False
        hashed = KEPT_HASH(key)
        if hashed == -1:
            hashed = PyObject_Hash(key)
        place = hashed & (TABLE - 1)
        while True:
            if p.names[place] is NULL:
                return False
            if p.names[place] is key or (p.hashes[place] == hashed and same_ascii(p.names[place], key)):
                break
            place = (place + 1) & (TABLE - 1)
        if value is not Py_None:
            values[p.at[place]] = value
    return True

cdef PyObject* json_object(Run* r, Plan_* p, PyObject* raw, Frame* frame) except NULL:
    """Read an object; None if it cannot be built."""
    cdef PyObject* values[FIELDS]  # borrowed from raw
    cdef PyObject* made
    cdef PyObject* sent = raw
    cdef object held = None        # keeps what stands in the place of raw
    cdef int i
    if not PyDict_CheckExact(raw):
        context = context_of(r)
        read = context.as_object if p.text < 0 else context.object_or_scalar
        held = read(<object>raw, path_of(r, frame))
        if held is None:
            return owned(None)
        raw = <PyObject*>held
    r.count += PyDict_GET_SIZE(raw)
    if not sort_members(p, raw, values):
        held = context_of(r).normalize(<object>raw, path_of(r, frame), <object>p.known, <object>p.accepts)
        raw = <PyObject*>held
        sort_members(p, raw, values)
    made = alloc(p)
    try:
        for i in range(p.n):
            if values[i] is not NULL:
                set_slot(made, p.fields[i].offset, json_value(r, &p.fields[i], values[i], frame))
        if complete(r, p, <object>sent, frame, made):
            return made
    except:
        Py_DECREF(made)
        raise
    Py_DECREF(made)
    return owned(None)

cdef PyObject* json_value(Run* r, Field_* f, PyObject* v, Frame* frame) except NULL:
    """Read the value of a member."""
    cdef PyObject* out = NULL
    cdef int overflow = 0, kind = f.kind
    cdef long n
    cdef Frame here
    if f.many:
        return json_list(r, f, v, frame)
    if kind == CLASS:
        here.up, here.name, here.index = frame, f.wire, -1
        return json_object(r, f.plan, v, &here)
    if kind == DECIMAL_:
        out = decimal(r, v)
    elif kind == BOOL:
        if PyBool_Check(v):
            out = v
    elif kind == INT:
        if PyLong_CheckExact(v):
            n = PyLong_AsLongAndOverflow(v, &overflow)
            if not overflow and f.low <= n <= f.high:
                out = v
    elif kind == FLOAT:
        if PyFloat_CheckExact(v) and f.low <= PyFloat_AS_DOUBLE(v) <= f.high:
            out = v
    elif PyUnicode_CheckExact(v):
        if kind == ENUM:
            out = PyDict_GetItemWithError(f.members, v)
        elif kind == TIMESTAMP or f.matches is not NULL:
            out = known_text(r, f, v)
            if out is not NULL:
                return out
        elif not f.collapse or is_collapsed_str(v):
            out = v
    if out is NULL:
        return other_form(r, f, <object>v, frame, <object>f.wire)
    if kind != DECIMAL_:  # a new reference already
        Py_INCREF(out)
    return out

cdef PyObject* known_text(Run* r, Field_* f, PyObject* v) except? NULL:
    """Return the timestamp of a text, or the text if it matches, or NULL without an error."""
    cdef Py_ssize_t n = PyUnicode_GET_LENGTH(v)
    cdef const char* s = <const char*>PyUnicode_DATA(v)
    cdef Memo* place
    cdef PyObject* out
    if not PyUnicode_IS_ASCII(v) or n > MEMO_TEXT:
        return NULL
    place = memo_place(r.memo, f, s, n)
    out = memo_get(place, f, s, n)
    if out is NULL:
        if f.kind == TIMESTAMP:
            out = timestamp(r, s, n)
        elif (<object>f.matches)(<object>v) is not None:
            out = owned(<object>v)
        if out is not NULL:
            memo_set(place, f, s, n, out)
    return out

cdef PyObject* decimal(Run* r, PyObject* v) except? NULL:
    """Return the decimal of a float by its shortest text, or NULL without an error."""
    cdef PyObject* out
    cdef PyObject* text
    cdef double x
    if not PyFloat_CheckExact(v):
        return NULL
    x = PyFloat_AS_DOUBLE(v)
    if not LEAST_EXACT <= (x if x > 0 else -x) <= 1.7976931348623157e308:
        return NULL
    r.digits = True
    if r.decimals is NULL:
        r.decimals = owned({})
    out = PyDict_GetItemWithError(r.decimals, v)
    if out is not NULL:
        Py_INCREF(out)
        return out
    text = PyObject_Repr(v)
    try:
        out = PyObject_CallOneArg(DECIMAL, text)
    finally:
        Py_DECREF(text)
    if PyDict_GET_SIZE(r.decimals) < 1000:
        PyDict_SetItem(r.decimals, v, out)
    return out

cdef PyObject* json_list(Run* r, Field_* f, PyObject* v, Frame* frame) except NULL:
    """Read a list in any of its forms."""
    cdef Frame here, inner
    cdef PyObject* items
    cdef object unwrapped = None, held = None
    here.up, here.name, here.index = frame, f.wire, -1
    inner.up, inner.name = frame, f.wire
    if f.item is not NULL:
        inner.up, inner.name = &here, f.item
        items = NULL
        if PyDict_CheckExact(v) and PyDict_GET_SIZE(v) == 1:
            items = PyDict_GetItemWithError(v, f.item)
        if items is NULL:
            unwrapped = context_of(r).unwrap(<object>v, <object>f.item, path_of(r, frame), <object>f.wire)
            v = <PyObject*>unwrapped
        else:
            r.count += 1
            v = items
    if not PyList_CheckExact(v):
        context = context_of(r)
        if <object>f.wrappers:
            held = context.unwrap_any(<object>v, <object>f.wrappers, path_of(r, frame), <object>f.wire)
        else:
            held = context.as_list(<object>v)
        v = <PyObject*>held
    return json_items(r, f, v, &inner)

cdef PyObject* json_items(Run* r, Field_* f, PyObject* v, Frame* inner) except NULL:
    """Read the items of a list; one that cannot be built is reported and left out."""
    cdef Py_ssize_t at, filled = 0, since = 0, n = PyList_GET_SIZE(v)
    cdef bint sliced = n == 0 and f is r.list
    cdef PyObject* item
    cdef PyObject* out
    cdef object parsed = None  # keeps item
    if sliced:
        n = r.pieces.n
        r.list = NULL
    if n == 0:
        return owned(no_items)
    out = PyTuple_New(n)
    try:
        for at in range(n):
            inner.index = at
            if sliced:
                parsed = piece(r, at, &since)
                item = <PyObject*>parsed
            else:
                if n >= MANY and at % MANY == 0:
                    check_deadline()
                item = PyList_GET_ITEM(v, at)
            if f.kind == CLASS:
                item = json_object(r, f.plan, item, inner)
            elif PyUnicode_CheckExact(item) and (not f.collapse or is_collapsed_str(item)):
                Py_INCREF(item)
            else:
                item = other_form(r, f, <object>item, inner, "")
            if item is Py_None:
                Py_DECREF(item)
            else:
                PyTuple_SET_ITEM(out, filled, item)
                filled += 1
    except:
        Py_DECREF(out)
        raise
    return finished(out, n, filled)

def end_of_object(str text, Py_ssize_t at):
    """Return the place behind the object that begins at a place of a text; -1 if its end is not there."""
    cdef int kind = PyUnicode_KIND(<PyObject*>text)
    cdef void* data = PyUnicode_DATA(<PyObject*>text)
    cdef Py_ssize_t n = PyUnicode_GET_LENGTH(<PyObject*>text), depth = 0
    cdef Py_UCS4 c
    cdef bint quoted = False
    while at < n:
        c = PyUnicode_READ(kind, data, at)
        at += 1
        if quoted:
            if c == c'\\':
                at += 1
            elif c == c'"':
                quoted = False
        elif c == c'"':
            quoted = True
        elif c == c'{':
            depth += 1
        elif c == c'}':
            depth -= 1
            if depth == 0:
                return at
    return -1

def count_pairs(const unsigned char[::1] body):
    """Return how often `":` is in a body without white space: once for each member at least."""
    return count_pairs_in(&body[0], body.shape[0]) if body.shape[0] else 0

def has_long_number(const unsigned char[::1] body):
    """Return whether a number of 16 digits and points or more is in a body."""
    return has_long_number_in(&body[0], body.shape[0]) if body.shape[0] else False

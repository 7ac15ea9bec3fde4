# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The walk over JSON: what the generated readers do, by tables.

There are two. `json_bytes` reads objects in the plain documented form straight from the bytes, without a parsed
document in between; it gives up at anything else. `json_object` reads parsed objects: exact dicts, lists and
scalars of orjson or json. What is unusual there, also what the runtime itself puts into a document (`Number`,
`Repaired`, `DuplicateKeys`), goes to the methods of `JsonContext`.
"""

include "_plans.pxi"

from libc.stdlib cimport realloc

from evcp_codec.reading import _LEAST_EXACT

cdef double LEAST_EXACT = _LEAST_EXACT

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
    value = <object>out
    Py_DECREF(out)
    tell(r)
    return value

cdef int tell(Run* r) except -1:
    """Tell the context what was seen."""
    context = <object>r.context
    context.members += r.count
    context.digits |= r.digits
    context.zeros |= r.zeros
    return 0

def read_plain(Reader reader, parse, bytes body, known, context, path):
    """Read a body; return `Ellipsis` where only Python can.

    What is in the plain documented form is read straight from the bytes; anything else is parsed, and the walk
    goes over the dicts. Both happen item by item of a page's list, so no piece holds the GIL for long.
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
        if n >= WHOLE:
            r.list = p.list
        if n <= MOST and r.list is NULL:
            r.at, r.stop = b, b + n
            value = read_bytes(&r, p)
            if value is not None and r.count:
                tell(&r)
                return value
            r.count = 0
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

cdef object read_bytes(Run* r, Plan_* p):
    """Read an object from its bytes; None where that cannot be done."""
    cdef PyObject* out = NULL
    cdef Py_ssize_t before = r.count
    skip(r)
    try:
        out = json_bytes(r, p)
    except UnicodeDecodeError:
        pass
    if out is not NULL:
        value = <object>out
        Py_DECREF(out)
        skip(r)
        if r.at == r.stop:
            return value
    r.count = before
    return None

cdef object piece(Run* r, Field_* f, Py_ssize_t at):
    """Read an item of the list, or else parse it."""
    cdef Py_ssize_t begin = begin_piece(r, at, c'{')
    cdef Py_ssize_t n = r.pieces.ends[at] - begin
    cdef const char* b = PyBytes_AS_STRING(r.body) + begin
    r.at, r.stop = b, b + n
    value = read_bytes(r, f.plan)
    if value is None:
        r.unsliced = True     # unless all goes well
        if n > MOST:
            raise ValueError
        value = (<object>r.parse)(b[:n])
        r.unsliced = False
    return value

cdef inline void skip(Run* r) noexcept:
    while r.at[0] == c' ' or r.at[0] == c'\n' or r.at[0] == c'\r' or r.at[0] == c'\t':
        r.at += 1

cdef inline bint take(Run* r, char c) noexcept:
    """Pass over a character and the white space around it."""
    skip(r)
    if r.at[0] != c:
        return False
    r.at += 1
    skip(r)
    return True

cdef inline bint take_word(Run* r, const char* word, Py_ssize_t n) noexcept:
    if r.stop - r.at < n or memcmp(r.at, word, n) != 0:
        return False
    r.at += n
    return True

# The plain form, straight from the bytes: no parsed document in between. Each of these functions returns NULL
# without an error for anything else; then the object of the list, or the document, is parsed and walked.

cdef PyObject* json_bytes(Run* r, Plan_* p) except? NULL:
    """Read an object."""
    cdef PyObject* made
    if not take(r, c'{'):
        return NULL
    made = alloc(p)
    try:
        if fill_bytes(r, p, made) and fill_absent(p, made):
            return made
    except:
        Py_DECREF(made)
        raise
    Py_DECREF(made)
    return NULL

cdef bint fill_bytes(Run* r, Plan_* p, PyObject* made) except -1:
    """Read the documented members, in any order, each once."""
    cdef PyObject* value
    cdef Field_* f
    cdef int i = p.n - 1
    if r.at[0] == c'}':
        r.at += 1
        return True
    while True:
        f = member_here(r, p, &i)
        if f is NULL or SLOT(made, f.offset) is not NULL or not take(r, c':'):
            return False
        r.count += 1
        value = bytes_value(r, f)
        if value is NULL:
            return False
        set_slot(made, f.offset, value)
        skip(r)
        if r.at[0] == c'}':
            r.at += 1
            return True
        if not take(r, c','):
            return False

cdef inline Field_* member_here(Run* r, Plan_* p, int* i) noexcept:
    """Pass over a name; they mostly come in the order of the schema, so look from the last one on."""
    cdef int turn
    cdef Field_* f
    if r.at[0] != c'"':  # at the end there is nothing behind the zero
        return NULL
    for turn in range(p.n):
        i[0] = i[0] + 1 if i[0] + 1 < p.n else 0
        f = &p.fields[i[0]]
        if r.at[1] == f.wire_utf8[0] and take_name(r, f.wire_utf8, f.wire_length):
            return f
    return NULL

cdef inline bint take_name(Run* r, const char* name, Py_ssize_t n) noexcept:
    if (r.stop - r.at < n + 2 or r.at[0] != c'"' or r.at[n + 1] != c'"'
            or memcmp(r.at + 1, name, n) != 0):
        return False
    r.at += n + 2
    return True

cdef PyObject* bytes_value(Run* r, Field_* f) except? NULL:
    """Read the value of a member."""
    cdef PyObject* out = NULL
    if r.at[0] == c'n':
        if not take_word(r, b"null", 4):
            return NULL
        out = NO_ITEMS if f.many else Py_None
    elif f.many:
        return bytes_list(r, f)
    elif f.kind == CLASS:
        return json_bytes(r, f.plan)
    elif f.kind == BOOL:
        if take_word(r, b"true", 4):
            out = Py_True
        elif take_word(r, b"false", 5):
            out = Py_False
    elif r.at[0] == c'"':
        return bytes_text(r, f)
    else:
        return bytes_number(r, f)
    if out is not NULL:
        Py_INCREF(out)
    return out

cdef PyObject* bytes_text(Run* r, Field_* f) except? NULL:
    """Read a text."""
    cdef const char* s = r.at + 1
    cdef const char* end
    cdef Py_ssize_t n
    if r.at[0] != c'"' or f.kind == INT or f.kind == FLOAT or f.kind == DECIMAL_:
        return NULL
    end = plain_text(s, r.stop)
    if end is NULL:
        return NULL
    n = end - s
    r.at = end + 1
    return plain_scalar(r, f, s, n)

cdef PyObject* bytes_number(Run* r, Field_* f) except? NULL:
    """Read a number."""
    cdef long long whole = 0
    cdef bint is_whole = False
    cdef double x = 0
    cdef Memo* place
    cdef PyObject* out
    cdef const char* s = r.at
    cdef const char* end = plain_json_number(s, &whole, &is_whole, &x)
    if end is NULL:
        return NULL
    r.at = end
    if f.kind == DECIMAL_:
        if end - s > MEMO_TEXT or x == 0:
            return NULL
        place = memo_place(r.memo, f, s, end - s)
        out = memo_get(place, f, s, end - s)
        if out is NULL:
            text = repr(whole) if is_whole else repr(x)
            out = PyObject_CallOneArg(DECIMAL, <PyObject*>text)
            memo_set(place, f, s, end - s, out)
        r.digits = r.digits or not is_whole
        return out
    if not f.low <= x <= f.high:
        return NULL
    if f.kind == FLOAT:
        r.zeros = r.zeros or (is_whole and not whole)  # as `floating` sees it
        return PyFloat_FromDouble(x)
    return PyLong_FromLongLong(whole) if f.kind == INT and is_whole else NULL

cdef PyObject* bytes_list(Run* r, Field_* f) except? NULL:
    """Read a list."""
    cdef Py_ssize_t base = r.filled, at
    cdef PyObject* out = NULL
    cdef bint done = False
    if f.item is not NULL:
        if not take(r, c'{') or not take_name(r, f.item_utf8, strlen(f.item_utf8)) or not take(r, c':'):
            return NULL
        r.count += 1
    try:
        done = take(r, c'[') and bytes_items(r, f) and (f.item is NULL or take(r, c'}'))
        if done:
            out = PyTuple_New(r.filled - base)
    finally:
        for at in range(base, r.filled):
            if out is NULL:
                Py_DECREF(r.items[at])
            else:
                PyTuple_SET_ITEM(out, at - base, r.items[at])
        at, r.filled = r.filled - base, base
    return finished(out, at, at) if done else NULL

cdef bint bytes_items(Run* r, Field_* f) except -1:
    cdef PyObject* item
    if r.at[0] == c']':
        r.at += 1
        return True
    while True:
        if f.kind == CLASS:
            item = json_bytes(r, f.plan)
        elif f.kind == STR and f.matches is NULL:
            item = bytes_text(r, f)
        else:
            return False
        if item is NULL:
            return False
        if r.filled == r.room:
            r.room = 2 * r.room + 64
            r.items = <PyObject**>grown(r.items, r.room * sizeof(PyObject*))
        r.items[r.filled] = item
        r.filled += 1
        skip(r)
        if r.at[0] == c']':
            r.at += 1
            return True
        if not take(r, c','):
            return False

cdef void* grown(void* room, size_t n) except NULL:
    room = realloc(room, n)
    if room is NULL:
        raise MemoryError
    return room

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
        if fill_absent(p, made) or report_missing(r, p, <object>sent, frame, made):
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
            if PyUnicode_IS_ASCII(v):
                out = plain_scalar(r, f, <const char*>PyUnicode_DATA(v), PyUnicode_GET_LENGTH(v))
            if out is not NULL:
                return out
        elif not f.collapse or is_collapsed_str(v):
            out = v
    if out is NULL:
        return other_form(r, f, <object>v, frame, <object>f.wire)
    if kind != DECIMAL_:  # a new reference already
        Py_INCREF(out)
    return out

cdef PyObject* decimal(Run* r, PyObject* v) except? NULL:
    """Return the decimal of a float by its shortest text, or NULL without an error."""
    cdef PyObject* out
    cdef PyObject* text
    cdef double x
    if not PyFloat_CheckExact(v):
        return NULL
    x = PyFloat_AS_DOUBLE(v)
    if not LEAST_EXACT <= (x if x > 0 else -x) <= MOST_FLOAT:
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
    cdef Py_ssize_t at, filled = 0, n = PyList_GET_SIZE(v)
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
                parsed = piece(r, f, at)
                item = <PyObject*>parsed
                if not PyDict_CheckExact(item):
                    Py_INCREF(item)
                    PyTuple_SET_ITEM(out, filled, item)
                    filled += 1
                    continue
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

# Writing of XML. Whatever is not of its annotated type goes to the generated writers, which say what is wrong.

cdef struct Buffer:
    char* s
    Py_ssize_t n, room

cdef object writing_text, writing_quoted, writing_timestamp, writing_decimal

def write_xml(Reader reader, model, str tag):
    """Return a model as an element in UTF-8; None where only Python can write it."""
    global writing_text, writing_quoted, writing_timestamp, writing_decimal
    cdef Buffer w
    from evcp_codec import writing
    writing_text, writing_quoted = writing.text, writing.quoted
    writing_timestamp, writing_decimal = writing.timestamp, writing.decimal
    memset(&w, 0, sizeof(w))
    try:
        if not put_object(&w, reader.plan, <PyObject*>model, PyUnicode_AsUTF8(<PyObject*>tag)):
            return None
        return w.s[:w.n]
    finally:
        free(w.s)

cdef int put(Buffer* w, const char* s, Py_ssize_t n) except -1:
    if w.n + n > w.room:
        w.s = <char*>grown(w.s, 2 * (w.n + n))
        w.room = 2 * (w.n + n)
    memcpy(w.s + w.n, s, n)
    w.n += n
    return 0

cdef int put_tag(Buffer* w, const char* begin, Py_ssize_t n, const char* name, const char* end) except -1:
    put(w, begin, n)
    put(w, name, strlen(name))
    return put(w, end, 1) if end[0] else 0

cdef bint put_object(Buffer* w, Plan_* p, PyObject* o, const char* tag) except -1:
    """Write an object as an element; False if it is of another class, or something in it is not as annotated."""
    cdef int i
    cdef Field_* f
    cdef PyObject* v
    if <void*>p.model is not <void*>Py_TYPE(o):
        return False
    held = <object>o
    put_tag(w, b"<", 1, tag, b"")
    for i in range(p.n):
        f = &p.fields[i]
        v = SLOT(o, f.offset)
        if v is NULL or (v is Py_None and (f.required or f.many)):
            return False
        if f.attribute and v is not Py_None:
            put_tag(w, b" ", 1, f.wire_utf8, b"=")
            put(w, b'"', 1)
            if not put_scalar(w, f, v):
                return False
            put(w, b'"', 1)
    put(w, b">", 1)
    for i in range(p.n):
        f = &p.fields[i]
        v = SLOT(o, f.offset)
        if f.text:
            if not put_scalar(w, f, v):
                return False
        elif not f.attribute and v is not Py_None and not put_field(w, f, v):
            return False
    put_tag(w, b"</", 2, tag, b">")
    return True

cdef bint put_field(Buffer* w, Field_* f, PyObject* v) except -1:
    cdef Py_ssize_t at
    cdef const char* tag = f.wire_utf8 if f.item is NULL else f.item_utf8
    if not f.many:
        return put_one(w, f, v, tag)
    if not PyTuple_CheckExact(v):
        return False
    held = <object>v
    if f.item is not NULL and PyTuple_GET_SIZE(v):
        put_tag(w, b"<", 1, f.wire_utf8, b">")
    for at in range(PyTuple_GET_SIZE(v)):
        if not put_one(w, f, PyTuple_GET_ITEM(v, at), tag):
            return False
    if f.item is not NULL and PyTuple_GET_SIZE(v):
        put_tag(w, b"</", 2, f.wire_utf8, b">")
    return True

cdef bint put_one(Buffer* w, Field_* f, PyObject* v, const char* tag) except -1:
    if f.kind == CLASS:
        return put_object(w, f.plan, v, tag)
    put_tag(w, b"<", 1, tag, b">")
    if not put_scalar(w, f, v):
        return False
    put_tag(w, b"</", 2, tag, b">")
    return True

cdef bint put_scalar(Buffer* w, Field_* f, PyObject* v) except -1:
    """Write a scalar; False if it is of another type than its annotation."""
    cdef int overflow = 0
    cdef Py_ssize_t n
    cdef const char* s
    cdef object text
    if f.kind == STR or f.kind == ENUM:
        if not PyUnicode_CheckExact(v):
            if f.kind == STR or type(<object>v) is not type_of_members(f):
                return False
        s = <const char*>PyUnicode_DATA(v)
        if PyUnicode_IS_ASCII(v) and is_plain_xml(s, PyUnicode_GET_LENGTH(v), f.attribute):
            put(w, s, PyUnicode_GET_LENGTH(v))
            return True
        text = (writing_quoted if f.attribute else writing_text)(str.__str__(<object>v))
    elif f.kind == BOOL:
        if not PyBool_Check(v):
            return False
        text = "true" if v is Py_True else "false"
    elif f.kind == INT:
        if not PyLong_CheckExact(v):
            return False
        text = repr(<object>v)
    elif f.kind == FLOAT:
        if not PyFloat_CheckExact(v) or not -MOST_FLOAT <= PyFloat_AS_DOUBLE(v) <= MOST_FLOAT:
            return False
        text = repr(<object>v)
    else:
        text = (writing_timestamp if f.kind == TIMESTAMP else writing_decimal)(<object>v)
    s = PyUnicode_AsUTF8AndSize(<PyObject*>text, &n)
    put(w, s, n)
    return True

cdef object type_of_members(Field_* f):
    for member in (<dict>f.members).values():
        return type(member)

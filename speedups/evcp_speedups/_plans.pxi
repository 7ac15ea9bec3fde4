# Plans, places and scalars: what both walks share. Included by each, so that JSON needs no lxml.
#
# References are counted by hand wherever `PyObject*` stands. The rules: a function that returns `PyObject*`
# returns a new reference; arguments are borrowed; a slot owns what is in it; what a plan points to is kept
# alive by `_kept`, as long as the module.
from cpython.ref cimport PyObject
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memcmp, memset, strcmp, strlen

cdef extern from "_walk.h":
    PyObject* SLOT(PyObject* o, Py_ssize_t offset)
    void set_slot(PyObject* o, Py_ssize_t offset, PyObject* value)
    Py_ssize_t slot_offset(PyObject* descriptor)
    Py_hash_t KEPT_HASH(PyObject* o)
    bint same_ascii(PyObject* name, PyObject* key)
    bint is_plain_xml(const char* s, Py_ssize_t n, bint in_attribute)
    bint is_ascii(const char* s, Py_ssize_t n)
    bint is_collapsed(const char* s, Py_ssize_t n)
    bint is_collapsed_str(PyObject* v)
    bint is_plain_number(const char* s, Py_ssize_t n)
    bint parse_timestamp(const char* s, Py_ssize_t n, int* f)
    PyObject* make_timestamp(const int* f, int* minutes, PyObject** zone) except NULL
    int import_datetime() except -1
    enum: MEMO_TEXT
    enum: MEMO_SIZE
    ctypedef struct Memo:
        PyObject* value
    Memo* memo_place(Memo* memo, const void* field, const char* s, Py_ssize_t n)
    PyObject* memo_get(Memo* place, const void* field, const char* s, Py_ssize_t n)
    void memo_set(Memo* place, const void* field, const char* s, Py_ssize_t n, PyObject* value)
    Py_ssize_t count_pairs_in "count_pairs"(const unsigned char* b, Py_ssize_t n)
    bint has_marks(const char* s, Py_ssize_t n)
    const char* plain_text(const char* s, const char* end)
    const char* plain_json_number(const char* s, long long* whole, bint* is_whole, double* x)
    ctypedef struct Pieces:
        Py_ssize_t begin, end, n
        Py_ssize_t* ends
    bint find_elements(const unsigned char* b, Py_ssize_t n, const char* name, const char* item, Py_ssize_t size,
                       Py_ssize_t most, Pieces* p) nogil
    bint find_pieces(const unsigned char* b, Py_ssize_t n, const char* name, const char* item, Pieces* p) nogil
    bint has_long_number_in "has_long_number"(const unsigned char* b, Py_ssize_t n)

cdef extern from "Python.h":
    ctypedef struct PyTypeObject
    PyTypeObject* Py_TYPE(PyObject* o)
    PyObject* _PyObject_GC_New(PyTypeObject* t) except NULL
    void PyObject_GC_UnTrack(PyObject* o)
    void Py_INCREF(PyObject* o)
    void Py_DECREF(PyObject* o)
    void Py_XDECREF(PyObject* o)
    PyObject* Py_None
    PyObject* Py_True
    PyObject* Py_False
    bint PyDict_CheckExact(PyObject* o)
    Py_ssize_t PyDict_GET_SIZE(PyObject* d)
    bint PyDict_Next(PyObject* d, Py_ssize_t* at, PyObject** key, PyObject** value)
    PyObject* PyDict_GetItemWithError(PyObject* d, PyObject* key) except? NULL
    int PyDict_SetItem(PyObject* d, PyObject* key, PyObject* value) except -1
    bint PyList_CheckExact(PyObject* o)
    Py_ssize_t PyList_GET_SIZE(PyObject* o)
    PyObject* PyList_GET_ITEM(PyObject* o, Py_ssize_t at)
    PyObject* PyTuple_New(Py_ssize_t n) except NULL
    bint PyTuple_CheckExact(PyObject* o)
    Py_ssize_t PyTuple_GET_SIZE(PyObject* o)
    PyObject* PyTuple_GET_ITEM(PyObject* o, Py_ssize_t at)
    const char* PyUnicode_AsUTF8AndSize(PyObject* o, Py_ssize_t* n) except NULL
    void PyTuple_SET_ITEM(PyObject* t, Py_ssize_t at, PyObject* item)
    int _PyTuple_Resize(PyObject** t, Py_ssize_t n) except -1
    bint PyUnicode_CheckExact(PyObject* o)
    bint PyUnicode_IS_ASCII(PyObject* o)
    Py_ssize_t PyUnicode_GET_LENGTH(PyObject* o)
    void* PyUnicode_DATA(PyObject* o)
    const char* PyBytes_AS_STRING(PyObject* o)
    int PyUnicode_KIND(PyObject* o)
    Py_UCS4 PyUnicode_READ(int kind, void* data, Py_ssize_t at)
    PyObject* PyUnicode_New(Py_ssize_t n, Py_UCS4 most) except NULL
    PyObject* PyLong_FromLongLong(long long v) except NULL
    PyObject* PyUnicode_DecodeUTF8(const char* s, Py_ssize_t n, const char* errors) except NULL
    const char* PyUnicode_AsUTF8(PyObject* o) except NULL
    Py_hash_t PyObject_Hash(PyObject* o) except -1
    PyObject* PyObject_CallOneArg(PyObject* f, PyObject* a) except NULL
    PyObject* PyObject_Repr(PyObject* o) except NULL
    bint PyBool_Check(PyObject* o)
    bint PyLong_CheckExact(PyObject* o)
    long PyLong_AsLongAndOverflow(PyObject* o, int* overflow) except? -1
    bint PyFloat_CheckExact(PyObject* o)
    double PyFloat_AS_DOUBLE(PyObject* o)
    PyObject* PyFloat_FromDouble(double v) except NULL
    double PyOS_string_to_double(const char* s, char** end, PyObject* overflow) except? -1.0

import sys
from decimal import Decimal
from graphlib import TopologicalSorter
from evcp_codec import deadline

import_datetime()
PLAN_VERSION = 2

cdef PyObject* DECIMAL = <PyObject*>Decimal
cdef object no_items = ()
cdef PyObject* NO_ITEMS = <PyObject*>no_items
cdef object check_deadline = deadline.check
cdef Py_ssize_t WHOLE = 16384    # bytes of a body that is read in one piece
cdef Py_ssize_t MOST = 131072    # most bytes that are parsed in one piece: 40,000 empty lists take some 10 ms
cdef Py_ssize_t MANY = deadline._MANY
cdef double MOST_FLOAT = sys.float_info.max  # infinity is no measurement

cdef enum:
    STR, BOOL, INT, FLOAT, DECIMAL_, TIMESTAMP, ENUM, CLASS
    FIELDS = 40           # most fields of a class
    TABLE = 128           # places of the hash table of names: a power of two, at least twice FIELDS

cdef dict KINDS = {"str": STR, "bool": BOOL, "int": INT, "float": FLOAT, "Decimal": DECIMAL_,
                   "datetime": TIMESTAMP, "enum": ENUM, "class": CLASS}
cdef dict METHODS = {"str": "string", "bool": "boolean", "int": "integer", "float": "floating",
                     "Decimal": "decimal", "datetime": "timestamp", "enum": "member", "class": ""}

cdef struct Field_:
    int kind
    bint many
    bint required
    bint attribute
    bint text
    bint collapse
    Py_ssize_t offset
    PyObject* wire        # name on the wire
    const char* wire_utf8
    Py_ssize_t wire_length
    PyObject* item        # name of the items in a wrapper, or NULL
    const char* item_utf8
    PyObject* inner       # name of the items in an element that holds all of them, or NULL
    PyObject* wrappers    # names of the items in an object that holds all of them
    PyObject* method      # method of the context that reads any other form
    PyObject* extra       # its further arguments
    PyObject* matches     # test of the pattern, or NULL
    PyObject* members     # members of the enumeration by value
    PyObject* reader      # reader of the class
    Plan_* plan           # plan of the class
    double low
    double high

cdef struct Plan_:
    PyTypeObject* model
    PyObject* known       # all names
    PyObject* accepts     # other names that are read
    PyObject* order       # place of each name
    PyObject* repeated    # names that occur several times
    int n
    Py_ssize_t begin      # offset of the first slot
    Field_* list          # first list of objects, the items of a page, or NULL
    int text              # index of the field that is the element's own text, or -1
    Field_ fields[FIELDS]
    Py_hash_t hashes[TABLE]
    PyObject* names[TABLE]
    signed char at[TABLE]

cdef struct Frame:        # a place; it becomes a path only for the methods of the context
    Frame* up
    PyObject* name
    Py_ssize_t index      # -1: not in a list

cdef struct Run:          # one call of a reader
    PyObject* context
    PyObject* path        # path of the root
    PyObject* doc         # XML: the document
    Py_ssize_t count      # JSON: members seen; XML: nodes seen, as `XmlContext.seen` counts them
    Field_* list          # whose items are read one by one
    Pieces pieces
    PyObject* body
    PyObject* parse       # parser of an item
    Py_ssize_t since      # place at which others could have the GIL
    const char* at        # JSON: place in the body, and its end
    const char* stop
    PyObject** items      # JSON: of the lists that are being read
    Py_ssize_t filled, room
    bint unsliced         # the document has to be read as a whole
    bint odd              # XML: something may have been passed over
    bint digits           # JSON: as in the context
    bint zeros
    int minutes           # of the time zone kept
    PyObject* zone
    PyObject* decimals    # decimals by float
    Memo memo[MEMO_SIZE]

cdef list _kept = []
cdef long _departures = 0

def departures():
    """Return how often a method of a context was called: never for a clean document."""
    return _departures

cdef object name_of(object name):
    name = sys.intern(name)
    _kept.append(name)
    return name

cdef int define(Plan_* p, object plan, dict readers, object matcher, object members) except -1:
    """Fill the table of a class; raise TypeError if its objects are not laid out as expected."""
    cdef Field_* f
    cdef Reader sub
    cdef int i, at
    model = plan.model
    fields = plan.fields
    p.model = <PyTypeObject*><PyObject*>model
    if len(fields) > FIELDS:
        raise ValueError(f"{model.__name__} has more than {FIELDS} fields")
    # A class without slots is not the collector's, and has another layout in memory.
    if (not fields or type(model) is not type
            or model.__basicsize__ != object.__basicsize__ + sizeof(void*) * len(fields)):
        raise TypeError(f"{model.__name__} holds more than its fields")
    p.n, p.text, p.begin = len(fields), -1, object.__basicsize__
    known = frozenset([one.wire for one in fields])
    order = {one.wire: i for i, one in enumerate(fields)}
    repeated = frozenset([one.wire for one in fields if one.many and not one.item])
    accepts = dict(plan.accepts)
    _kept.extend((plan, known, order, repeated, accepts))
    p.known, p.order = <PyObject*>known, <PyObject*>order
    p.repeated, p.accepts = <PyObject*>repeated, <PyObject*>accepts
    for i, one in enumerate(fields):
        f = &p.fields[i]
        f.kind = KINDS[one.kind]
        f.many, f.required, f.collapse = one.many, one.required, one.collapse
        f.attribute, f.text = one.node == "attribute", one.node == "text"
        if f.text:
            p.text = i
        descriptor = model.__dict__[one.name]
        f.offset = slot_offset(<PyObject*>descriptor)
        if f.offset < <Py_ssize_t>object.__basicsize__ or f.offset >= <Py_ssize_t>model.__basicsize__:
            raise TypeError(f"{model.__name__}.{one.name} is not a slot")
        wire = name_of(one.wire)
        f.wire, f.wire_utf8 = <PyObject*>wire, PyUnicode_AsUTF8(<PyObject*>wire)
        f.wire_length = strlen(f.wire_utf8)
        if one.item:
            item = name_of(one.item)
            f.item, f.item_utf8 = <PyObject*>item, PyUnicode_AsUTF8(<PyObject*>item)
        if one.inner:
            inner = name_of(one.inner)
            f.inner = <PyObject*>inner
        f.wrappers = <PyObject*>one.wrappers
        method, extra = METHODS[one.kind], ()
        f.low = -MOST_FLOAT if one.low is None else one.low
        f.high = MOST_FLOAT if one.high is None else one.high
        if one.pattern:
            method = "pattern"
            test = matcher(one.pattern)
            extra = (test,)
            f.matches = <PyObject*>test
        elif f.kind == ENUM:
            table = members(one.type)
            extra = (table,)
            f.members = <PyObject*>table
        elif one.low is not None or one.high is not None:
            extra = (one.low, one.high)
        elif f.kind == STR and f.collapse:
            method = "token"
        method = name_of(method)
        f.method, f.extra = <PyObject*>method, <PyObject*>extra
        _kept.append((one.wrappers, extra))
        if f.kind == CLASS and f.many and p.list is NULL:
            p.list = f
        if f.kind == CLASS:
            sub = readers[one.type]
            f.plan, f.reader = sub.plan, <PyObject*>sub
        at = hash(wire) & (TABLE - 1)
        while p.names[at] is not NULL:
            at = (at + 1) & (TABLE - 1)
        p.names[at], p.hashes[at], p.at[at] = f.wire, hash(wire), i
    return 0

cdef int prove(Plan_* p, object plan) except -1:
    """Fill the slots of one object and read them back: proof that the offsets are right."""
    cdef PyObject* made = alloc(p)
    cdef int i
    values = [object() for _ in range(p.n)]
    for i in range(p.n):
        value = values[i]
        Py_INCREF(<PyObject*>value)
        set_slot(made, p.fields[i].offset, <PyObject*>value)
    model = <object>made
    Py_DECREF(made)
    for i, one in enumerate(plan.fields):
        if getattr(model, one.name) is not values[i]:
            raise TypeError(f"the slot of {plan.model.__name__}.{one.name} is elsewhere")
    return 0

cdef class Reader:
    """Reader of a class, called like a generated one."""

    cdef Plan_* plan

    def __cinit__(self):
        self.plan = <Plan_*>calloc(1, sizeof(Plan_))  # never freed: plans live as long as the module
        if self.plan is NULL:
            raise MemoryError

    def __call__(self, raw, context, path):
        return run(self.plan, raw, context, path)

def compile_plans(plans, matcher, members):
    """Return a reader for each class.

    Args:
        plans: The plans of a package.
        matcher: Gives the test of a pattern.
        members: Gives the members of an enumeration by value.

    Raises:
        TypeError: The objects of a class are not laid out as expected.
        ValueError: A class has too many fields, or contains itself.
    """
    cdef Reader reader
    # The walks call themselves: how deep is for the schema to say, never for a document.
    TopologicalSorter({plan.model: [one.type for one in plan.fields if one.kind == "class"] for plan in plans}).prepare()
    readers = {plan.model: Reader() for plan in plans}
    for plan in plans:
        reader = readers[plan.model]
        define(reader.plan, plan, readers, matcher, members)
        prove(reader.plan, plan)
    _kept.append(readers)
    return readers

cdef object path_of(Run* r, Frame* f):
    if f is NULL:
        return <object>r.path
    if f.index < 0:
        return (path_of(r, f.up), <object>f.name)
    return (path_of(r, f.up), <object>f.name, f.index)

cdef object context_of(Run* r):
    """Return the context, to which something that is not in the plain form is handed."""
    global _departures
    _departures += 1
    return <object>r.context

cdef PyObject* owned(object value) noexcept:
    """Return a new reference to a value of Python."""
    Py_INCREF(<PyObject*>value)
    return <PyObject*>value

cdef PyObject* other_form(Run* r, Field_* f, object value, Frame* frame, object name) except NULL:
    """Let the context read a scalar."""
    context = context_of(r)
    extra = <object>f.extra
    if f.matches is not NULL and f.collapse:
        extra = (*extra, context.token)
    return owned(getattr(context, <object>f.method)(value, path_of(r, frame), name, *extra))

cdef PyObject* start(Run* r, Plan_* p, object context, object path) except NULL:
    memset(r, 0, sizeof(Run))
    r.context, r.path = <PyObject*>context, <PyObject*>path
    return Py_None

cdef void end(Run* r) noexcept:
    cdef int i
    Py_XDECREF(r.zone)
    Py_XDECREF(r.decimals)
    free(r.pieces.ends)
    free(r.items)
    for i in range(MEMO_SIZE):
        Py_XDECREF(r.memo[i].value)

cdef inline PyObject* alloc(Plan_* p) except NULL:
    """Return a new object of a class.

    It is out of the collector's sight: models are frozen and hold no container but tuples of models, so
    they never are in a cycle, and the collector would only walk over them.
    """
    cdef PyObject* made = _PyObject_GC_New(p.model)
    memset(<char*>made + p.begin, 0, p.n * sizeof(PyObject*))
    return made

cdef PyObject* finished(PyObject* items, Py_ssize_t room, Py_ssize_t n) except NULL:
    """Return a tuple in which n places are filled."""
    if n == 0:
        Py_DECREF(items)
        Py_INCREF(NO_ITEMS)
        return NO_ITEMS
    if n != room:
        _PyTuple_Resize(&items, n)
    PyObject_GC_UnTrack(items)
    return items

cdef bint fill_absent(Plan_* p, PyObject* made) noexcept:
    """Fill what is absent; False if a required value is."""
    cdef int i
    cdef Field_* f
    cdef PyObject* value
    cdef bint whole = True
    for i in range(p.n):
        f = &p.fields[i]
        value = SLOT(made, f.offset)
        if value is NULL:
            value = NO_ITEMS if f.many else Py_None
            Py_INCREF(value)
            set_slot(made, f.offset, value)
        if f.required and (value is Py_None or value is NO_ITEMS):
            whole = False
    return whole

cdef bint report_missing(Run* r, Plan_* p, object sent, Frame* frame, PyObject* made) except -1:
    """Report required values that are absent; False if the object cannot be built without one."""
    cdef int i
    cdef Field_* f
    r.unsliced = frame is NULL  # the issue would show the document without its items
    for i in range(p.n):
        f = &p.fields[i]
        if f.required and (SLOT(made, f.offset) is Py_None or SLOT(made, f.offset) is NO_ITEMS):
            context_of(r).missing(sent, path_of(r, frame), <object>f.wire)
            if not f.many:
                return False
    return True

cdef PyObject* timestamp(Run* r, const char* s, Py_ssize_t n) except? NULL:
    """Return the timestamp of a text in the documented form, or NULL without an error."""
    cdef int fields[8]
    if not parse_timestamp(s, n, fields):
        return NULL
    try:
        return make_timestamp(fields, &r.minutes, &r.zone)
    except ValueError:
        return NULL

cdef PyObject* plain_scalar(Run* r, Field_* f, const char* s, Py_ssize_t n) except? NULL:
    """Return the scalar of a text in its documented form; NULL without an error for any other."""
    cdef Memo* place
    cdef PyObject* out
    if f.kind == STR and f.matches is NULL:
        return plain_str(f, s, n)
    if n > MEMO_TEXT:
        return converted(r, f, s, n)
    place = memo_place(r.memo, f, s, n)
    out = memo_get(place, f, s, n)
    if out is NULL:
        out = converted(r, f, s, n)
        if out is not NULL:
            memo_set(place, f, s, n, out)
    return out

cdef PyObject* plain_str(Field_* f, const char* s, Py_ssize_t n) except? NULL:
    cdef PyObject* out
    if f.collapse and not is_collapsed(s, n):
        return NULL
    if not is_ascii(s, n):
        return PyUnicode_DecodeUTF8(s, n, NULL)
    out = PyUnicode_New(n, 127)
    memcpy(PyUnicode_DATA(out), s, n)
    return out

cdef PyObject* converted(Run* r, Field_* f, const char* s, Py_ssize_t n) except? NULL:
    """Read a scalar in its documented form; NULL without an error for any other."""
    cdef int kind = f.kind
    cdef PyObject* out
    cdef double x
    if kind == TIMESTAMP:
        return timestamp(r, s, n)
    if kind == INT:
        return whole_number(f, s, n)
    if kind == BOOL:
        if strcmp(s, b"true") == 0 or strcmp(s, b"1") == 0:
            return owned(True)
        return owned(False) if strcmp(s, b"false") == 0 or strcmp(s, b"0") == 0 else NULL
    if kind == FLOAT:
        if not is_plain_number(s, n):
            return NULL
        x = PyOS_string_to_double(s, NULL, NULL)
        return PyFloat_FromDouble(x) if f.low <= x <= f.high else NULL
    if kind == DECIMAL_ and not is_plain_number(s, n):
        return NULL
    out = PyUnicode_DecodeUTF8(s, n, NULL)
    text = <object>out
    Py_DECREF(out)
    if kind == DECIMAL_:
        return PyObject_CallOneArg(DECIMAL, out)
    if kind == ENUM:
        out = PyDict_GetItemWithError(f.members, out)
        return NULL if out is NULL else owned(<object>out)
    return owned(text) if (<object>f.matches)(text) is not None else NULL

cdef PyObject* whole_number(Field_* f, const char* s, Py_ssize_t n) except? NULL:
    """Return the integer of up to 15 digits within the bounds, or NULL without an error."""
    cdef long long value = 0  # a long has 32 bits on Windows
    cdef Py_ssize_t at = s[0] == c'-' or s[0] == c'+'
    if n == at or n - at > 15:
        return NULL
    while at < n:
        if not c'0' <= s[at] <= c'9':
            return NULL
        value = value * 10 + (s[at] - c'0')
        at += 1
    if s[0] == c'-':
        value = -value
    return PyLong_FromLongLong(value) if f.low <= value <= f.high else NULL

def read_whole_up_to(Py_ssize_t n):
    """Set the size of a body up to which it is read in one piece; return the size before. For tests."""
    global WHOLE
    before, WHOLE = WHOLE, n
    return before

cdef Py_ssize_t begin_piece(Run* r, Py_ssize_t at, char first) except -1:
    """Return where an item of the list begins."""
    cdef const char* b = PyBytes_AS_STRING(r.body)
    cdef Py_ssize_t begin = r.pieces.ends[at - 1] if at else r.pieces.begin
    while b[begin] != first:
        begin += 1
    if begin - r.since > WHOLE:
        r.since = begin
        check_deadline()      # a function in Python: here others may get the GIL
    return begin

# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The walk over a parsed XML document: what the generated readers do, by tables.

libxml2's nodes are read where they lie, through lxml's public C interface (`lxml.includes`); nothing of
libxml2 is called, so nothing is linked. An element becomes an object of lxml only for `XmlContext`.

The generated readers count what they see, and the document is counted after them. So does this walk; but it
sees all nodes, so after a document in which every one was in its place nothing has to be counted. That is
`XmlContext.plain`; anything unknown, repeated or in another order makes it false.
"""

from lxml.includes cimport tree
from lxml.includes.etreepublic cimport _Document, _Element, elementFactory, import_lxml__etree

include "_plans.pxi"

from lxml import etree
from evcp_codec.issues import MalformedDocument
from evcp_codec.xml import END

cdef extern from *:
    """
    #include "lxml-version.h"
    """
    const char* LXML_VERSION_STRING

# The layouts of lxml's and libxml2's structures are compiled in.
if etree.LXML_VERSION[:2] != tuple(map(int, LXML_VERSION_STRING.decode().split(".")[:2])):
    raise ImportError(f"built for lxml {LXML_VERSION_STRING.decode()}, not {etree.__version__}")
import_lxml__etree()

WHOLE = 262144                   # half of it is parsed at once in a larger page

cdef object run(Plan_* p, object raw, object context, object path):
    """Read an element."""
    cdef Run r
    start(&r, p, context, path)
    try:
        return read(&r, p, raw)
    finally:
        end(&r)

cdef object read(Run* r, Plan_* p, _Element root):
    cdef PyObject* out
    doc = root._doc
    r.doc = <PyObject*>doc
    out = xml_object(r, p, root._c_node, NULL)
    context = <object>r.context
    context.seen += r.count
    context.plain = not r.odd
    value = <object>out
    Py_DECREF(out)
    return value

def read_items(Reader reader, bytes body, load, parse, context):
    """Read a page item by item; return `Ellipsis` where it has to be read as a whole.

    Each item is parsed when it is read, so that its nodes stay in the processor's caches.

    Args:
        reader: Reader of the root.
        body: The document in UTF-8, without comments, CDATA sections and processing instructions.
        load: Parses a document, and checks its root.
        parse: Parses an item.
        context: The context of the reader.
    """
    cdef Run r
    cdef Plan_* p = reader.plan
    cdef const unsigned char* b = body
    cdef Py_ssize_t n = len(body)
    cdef bint found
    if p.list is NULL or p.list.item is NULL or n < WHOLE:
        return ...
    start(&r, p, context, None)
    r.list, r.body, r.parse = p.list, <PyObject*>body, <PyObject*>parse
    try:
        with nogil:
            found = find_elements(b, n, r.list.wire_utf8, r.list.item_utf8, WHOLE // 2, MOST, &r.pieces)
        if not found or b"xmlns=" in body[:r.pieces.begin]:  # a namespace of the items, too
            return ...
        try:
            value = read(&r, p, load(body[:r.pieces.begin] + body[r.pieces.end:]))
        except (ValueError, SyntaxError, MalformedDocument):
            return ...
        # An issue about what was not read would stand in another place.
        return ... if r.odd or r.unsliced or r.list is not NULL else value
    finally:
        end(&r)

cdef PyObject* read_pieces(Run* r, Field_* f, Frame* inner) except NULL:
    """Read the items of the list, so many at once that the parser's start costs little."""
    cdef Py_ssize_t at, begin
    cdef PyObject* doc = r.doc
    cdef tree.xmlNode* kid
    cdef _Element element
    cdef list values = []
    r.list, inner.index = NULL, 0
    for at in range(r.pieces.n):
        begin = begin_piece(r, at, c'<')
        element = (<object>r.parse)(b"<a>" + PyBytes_AS_STRING(r.body)[begin:r.pieces.ends[at]] + b"</a>")
        kept = element._doc
        r.doc, kid = <PyObject*>kept, element_from(r, element._c_node.children)
        while kid is not NULL and is_named(kid, f.item_utf8):
            add(values, xml_object(r, f.plan, kid, inner))
            inner.index += 1
            kid = element_from(r, kid.next)
        if r.odd or kid is not NULL:
            raise ValueError
    r.doc = doc
    return tuple_of(values)

cdef object element_of(Run* r, tree.xmlNode* node):
    return elementFactory(<_Document><object>r.doc, node)

cdef inline bint is_blank(const char* s) noexcept:
    if s is not NULL:
        while s[0]:
            if s[0] != c' ' and s[0] != c'\n' and s[0] != c'\t' and s[0] != c'\r':
                return False
            s += 1
    return True

cdef inline tree.xmlNode* element_from(Run* r, tree.xmlNode* node) noexcept:
    """Return the next element, this one included; anything but layout before it is odd."""
    while node is not NULL and node.type != tree.XML_ELEMENT_NODE:
        if node.type != tree.XML_TEXT_NODE or not is_blank(<const char*>node.content):
            r.odd = True
        node = node.next
    return node

cdef inline bint is_named(tree.xmlNode* node, const char* name) noexcept:
    return node.name[0] == name[0] and node.ns is NULL and strcmp(<const char*>node.name, name) == 0

cdef const char* NOTHING = b""

cdef inline const char* content_of(tree.xmlNode* node) noexcept:
    return NOTHING if node.content is NULL else <const char*>node.content

cdef PyObject* xml_object(Run* r, Plan_* p, tree.xmlNode* node, Frame* frame) except NULL:
    """Read an element; None if its object cannot be built."""
    cdef PyObject* made = alloc(p)
    try:
        if fill(r, p, node, frame, made) and (
                fill_absent(p, made) or report_missing(r, p, element_of(r, node), frame, made)):
            return made
    except:
        Py_DECREF(made)
        raise
    Py_DECREF(made)
    return owned(None)

cdef int read_attributes(Run* r, Plan_* p, tree.xmlNode* node, Frame* frame, PyObject* made) except -1:
    cdef tree.xmlAttr* a
    cdef const char* text
    cdef Field_* f
    cdef int i, read = 0
    cdef object value = None
    for i in range(p.n):
        f = &p.fields[i]
        if not f.attribute:
            continue
        a = node.properties
        while a is not NULL and (a.ns is not NULL or strcmp(<const char*>a.name, f.wire_utf8) != 0):
            a = a.next
        if a is NULL:
            continue
        r.count += 1
        read += 1
        if a.children is NULL:
            text = NOTHING
        elif a.children.next is NULL and a.children.type == tree.XML_TEXT_NODE:
            text = content_of(a.children)
        else:
            value = element_of(r, node).get(<object>f.wire)
            text = PyUnicode_AsUTF8(<PyObject*>value)
        set_slot(made, f.offset, scalar(r, f, text, frame))
    a = node.properties
    while a is not NULL:
        read -= frame is not NULL or not is_hint(a)  # `read_element` knows those of the root
        a = a.next
    if read < 0:
        r.odd = True
    return 0

cdef bint is_hint(tree.xmlAttr* a) noexcept:
    return (a.ns is not NULL and strcmp(<const char*>a.ns.href, b"http://www.w3.org/2001/XMLSchema-instance") == 0
            and (strcmp(<const char*>a.name, b"schemaLocation") == 0
                 or strcmp(<const char*>a.name, b"noNamespaceSchemaLocation") == 0))

cdef bint fill(Run* r, Plan_* p, tree.xmlNode* node, Frame* frame, PyObject* made) except -1:
    """Read attributes and content; False if there is text in place of a structure, which is reported."""
    cdef tree.xmlNode* kid
    cdef Field_* f
    cdef int i, turn
    cdef Py_ssize_t at = 0, read = 0   # children that are read, in the order they came in
    cdef Py_ssize_t indexes[FIELDS]    # of the next item of each list
    cdef list kids = None              # the children in order, if they were not
    if node.properties is not NULL:
        read_attributes(r, p, node, frame, made)
    if p.text >= 0:
        f = &p.fields[p.text]
        set_slot(made, f.offset, leaf(r, f, node, frame, True))
        return True
    if node.children is NULL:
        r.count -= 1
        return True
    kid = element_from(r, node.children)
    r.count -= 1
    if kid is NULL:
        r.odd = True
        element = element_of(r, node)
        return not element.text or not context_of(r).only_text(element, path_of(r, frame))
    memset(indexes, 0, sizeof(indexes))
    for turn in range(2):
        for i in range(p.n):
            if kid is NULL:
                break
            f = &p.fields[i]
            if not is_named(kid, f.wire_utf8):
                continue
            if f.many and f.item is NULL:
                kid = read_run(r, f, kid, frame, made, &indexes[i], kids, &at)
            else:
                set_slot(made, f.offset, xml_value(r, f, node, kid, frame))
                kid = next_of(r, kid, kids, &at)
        if kid is NULL or turn:
            break
        # Children are left: in another order, with a namespace, unknown or repeated.
        r.odd = True
        r.count += 2 * elements_from(kid)
        kids = list(element_of(r, node))
        kids.append(END)
        kids = context_of(r).normalize(
            kids, at, <object>p.order, <object>p.repeated, <object>p.accepts, path_of(r, frame))
        read, at = read + at, 0
        kid = node_of(kids, at)
    r.count += 2 * (read if kids is not None else at)
    return True

cdef Py_ssize_t elements_from(tree.xmlNode* node) noexcept:
    cdef Py_ssize_t n = 0
    while node is not NULL:
        n += node.type == tree.XML_ELEMENT_NODE
        node = node.next
    return n

cdef tree.xmlNode* node_of(list kids, Py_ssize_t at):
    kid = kids[at]
    return NULL if kid is END else (<_Element>kid)._c_node

cdef tree.xmlNode* next_of(Run* r, tree.xmlNode* kid, list kids, Py_ssize_t* at):
    """Return the child behind one that is read, among the children in order if they were not."""
    at[0] += 1
    return element_from(r, kid.next) if kids is None else node_of(kids, at[0])

cdef PyObject* leaf(Run* r, Field_* f, tree.xmlNode* node, Frame* frame, bint whole) except NULL:
    """Read a scalar from an element; `whole`: it is the text of a class, whose attributes are read."""
    cdef tree.xmlNode* kid = node.children
    if not whole and node.properties is not NULL:
        r.odd = True
    if kid is NULL:
        r.count -= 1
        return scalar(r, f, NOTHING, frame)
    if kid.next is NULL and kid.type == tree.XML_TEXT_NODE and kid.content is not NULL and kid.content[0]:
        return scalar(r, f, <const char*>kid.content, frame)
    r.odd = True               # several pieces of text, or elements in it
    text = element_of(r, node).text or ""
    r.count -= not text
    return scalar(r, f, PyUnicode_AsUTF8(<PyObject*>text), frame)

cdef PyObject* xml_value(Run* r, Field_* f, tree.xmlNode* node, tree.xmlNode* kid, Frame* frame) except NULL:
    """Read a child that holds a structure, a list in a wrapper, or a scalar."""
    cdef Frame here
    if f.item is not NULL:
        return wrapped(r, f, kid, frame)
    if f.kind == CLASS:
        here.up, here.name, here.index = frame, f.wire, -1
        return xml_object(r, f.plan, kid, &here)
    if f.attribute:
        r.odd = True
        context_of(r).overridden(element_of(r, node), path_of(r, frame), <object>f.wire)
    return leaf(r, f, kid, frame, False)

cdef tree.xmlNode* read_run(Run* r, Field_* f, tree.xmlNode* kid, Frame* frame, PyObject* made,
                            Py_ssize_t* index, list kids, Py_ssize_t* at) except? NULL:
    """Read a repeated child and those of its name behind it; return the child behind them."""
    cdef Frame here
    cdef list values = []
    here.up, here.name = frame, f.wire
    while kid is not NULL and is_named(kid, f.wire_utf8):
        if f.kind == CLASS and f.inner is not NULL and is_holder(kid, f.inner):
            holder = element_of(r, kid)
            for part in context_of(r).unwrap(holder, (<object>f.inner,), path_of(r, frame)):
                here.index = index[0]
                add(values, xml_object(r, f.plan, (<_Element>part)._c_node, &here))
                index[0] += 1
            r.odd = True
        else:
            here.index = index[0]
            index[0] += 1
            add(values, xml_object(r, f.plan, kid, &here) if f.kind == CLASS else leaf(r, f, kid, frame, False))
        kid = next_of(r, kid, kids, at)
    if SLOT(made, f.offset) is not NULL:
        values[:0] = <object>SLOT(made, f.offset)
    set_slot(made, f.offset, tuple_of(values))
    return kid

cdef PyObject* tuple_of(list values) except NULL:
    """Return the tuple of a list, out of the collector's sight."""
    found = tuple(values)
    PyObject_GC_UnTrack(<PyObject*>found)
    return owned(found)

cdef int add(list values, PyObject* one) except -1:
    if one is not Py_None:
        values.append(<object>one)
    Py_DECREF(one)
    return 0

cdef bint is_holder(tree.xmlNode* node, PyObject* inner) except -1:
    cdef tree.xmlNode* kid = node.children
    while kid is not NULL and kid.type != tree.XML_ELEMENT_NODE:
        kid = kid.next
    return kid is not NULL and strcmp(<const char*>kid.name, PyUnicode_AsUTF8(inner)) == 0

cdef PyObject* wrapped(Run* r, Field_* f, tree.xmlNode* wrapper, Frame* frame) except NULL:
    """Read a list that has an element of its own."""
    cdef tree.xmlNode* kid
    cdef Py_ssize_t n = 0, at, filled = 0
    cdef PyObject* out
    cdef PyObject* item
    cdef Frame here, inner
    if wrapper.properties is not NULL:
        r.odd = True
    here.up, here.name, here.index = frame, f.wire, -1
    inner.up, inner.name = &here, f.item
    if f is r.list and wrapper.children is NULL:
        return read_pieces(r, f, &inner)
    kid = element_from(r, wrapper.children)
    while kid is not NULL and is_named(kid, f.item_utf8):
        n += 1
        kid = element_from(r, kid.next)
    if kid is not NULL or (n == 0 and wrapper.children is not NULL):
        r.odd = True
        context = context_of(r)
        read = <object>f.reader if f.kind == CLASS else context.token_item if f.collapse else context.string_item
        element = element_of(r, wrapper)
        return tuple_of(context.read_wrapped(element, <object>f.item, read, path_of(r, frame), <object>f.wire))
    r.count += 2 * n - 1
    if n == 0:
        return owned(no_items)
    out = PyTuple_New(n)
    try:
        kid = wrapper.children
        for at in range(n):
            if n >= MANY and at % MANY == 0:
                check_deadline()
            while kid.type != tree.XML_ELEMENT_NODE:
                kid = kid.next
            inner.index = at
            item = xml_object(r, f.plan, kid, &inner) if f.kind == CLASS else leaf(r, f, kid, &inner, False)
            if item is Py_None:
                Py_DECREF(item)
            else:
                PyTuple_SET_ITEM(out, filled, item)
                filled += 1
            kid = kid.next
    except:
        Py_DECREF(out)
        raise
    return finished(out, n, filled)

cdef PyObject* scalar(Run* r, Field_* f, const char* s, Frame* frame) except NULL:
    """Read a scalar from its text."""
    cdef Py_ssize_t n = strlen(s)
    cdef PyObject* out = plain_scalar(r, f, s, n)
    if out is NULL:
        text = s[:n].decode("utf-8")
        return other_form(r, f, text, frame, "" if f.text else <object>f.wire)
    return out

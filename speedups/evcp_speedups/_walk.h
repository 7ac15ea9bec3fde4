/* What the walks need of CPython beneath Cython: slots, and texts read where they lie. */
#ifndef EVCP_WALK_H
#define EVCP_WALK_H
#include <Python.h>
#include <structmember.h>
#include <datetime.h>

/* A slot of a model is a pointer at a fixed offset, which its descriptor tells: the walk writes a new
   object's slots as `__slots__` assignment does, without the frozen class's `__setattr__`. */
#define SLOT(o, offset) (*(PyObject **)((char *)(o) + (offset)))

static inline Py_ssize_t slot_offset(PyObject *descriptor)
{
    if (Py_TYPE(descriptor) != &PyMemberDescr_Type) return -1;
    PyMemberDef *member = ((PyMemberDescrObject *)descriptor)->d_member;
    return member->type == T_OBJECT_EX ? member->offset : -1;
}

/* Store a new reference; what was there before is released. */
static inline void set_slot(PyObject *o, Py_ssize_t offset, PyObject *value)
{
    PyObject *before = SLOT(o, offset);
    SLOT(o, offset) = value;
    Py_XDECREF(before);
}

/* The hash that a str keeps, -1 before it is asked for. */
#define KEPT_HASH(o) (((PyASCIIObject *)(o))->hash)

static inline int same_ascii(PyObject *name, PyObject *key)
{
    Py_ssize_t n = PyUnicode_GET_LENGTH(name);
    return PyUnicode_IS_ASCII(key) && n == PyUnicode_GET_LENGTH(key)
        && memcmp(PyUnicode_DATA(name), PyUnicode_DATA(key), n) == 0;
}

static inline int is_ascii(const char *s, Py_ssize_t n)
{
    uint64_t seen = 0, w;
    for (; n >= 8; n -= 8, s += 8) {
        memcpy(&w, s, 8);
        seen |= w;
    }
    for (; n; n--, s++) seen |= (unsigned char)*s;
    return !(seen & 0x8080808080808080ull);
}

/* ASCII that is written in XML as it is. */
static int is_plain_xml(const char *s, Py_ssize_t n, int in_attribute)
{
    for (Py_ssize_t i = 0; i < n; i++) {
        unsigned char c = s[i];
        if (c == '&' || c == '<' || c == '>' || c == 127 || (in_attribute && c == '"')) return 0;
        if (c < ' ' && (in_attribute || (c != '\t' && c != '\n'))) return 0;
    }
    return 1;
}

/* Text whose white space is collapsed already: single blanks between words. */
static inline int is_collapsed(const char *s, Py_ssize_t n)
{
    for (Py_ssize_t i = 0; i < n; i++) {
        if ((unsigned char)s[i] > ' ') continue;
        if (s[i] != ' ' ? s[i] == '\t' || s[i] == '\n' || s[i] == '\r' : i == 0 || i == n - 1 || s[i - 1] == ' ')
            return 0;
    }
    return 1;
}

/* The same of a str of one byte a character; wider ones are left to Python. */
static inline int is_collapsed_str(PyObject *v)
{
    return PyUnicode_KIND(v) == PyUnicode_1BYTE_KIND
        && is_collapsed((const char *)PyUnicode_1BYTE_DATA(v), PyUnicode_GET_LENGTH(v));
}

/* [+-]digits[.digits] of at most 40 characters: every reader of numbers takes it, and takes it the same way. */
static inline int is_plain_number(const char *s, Py_ssize_t n)
{
    Py_ssize_t i = 0, digits = 0;
    if (n == 0 || n > 40) return 0;
    if (s[0] == '-' || s[0] == '+') i = 1;
    for (; i < n && s[i] >= '0' && s[i] <= '9'; i++) digits++;
    if (i < n && s[i] == '.')
        for (i++; i < n && s[i] >= '0' && s[i] <= '9'; i++) digits++;
    return digits > 0 && i == n;
}

static inline int two(const char *s, int *bad)
{
    unsigned a = (unsigned char)s[0] - '0', b = (unsigned char)s[1] - '0';
    if (a > 9 || b > 9) *bad = 1;
    return (int)(a * 10 + b);
}

/* YYYY-MM-DDTHH:MM:SS[.d{1,6}](Z|+HH:MM|+HHMM), the documented form: 1 if it has it. */
static int parse_timestamp(const char *s, Py_ssize_t n, int f[8])
{
    int bad = 0;
    if (n < 20 || n > 32) return 0;
    if (s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':') return 0;
    f[0] = two(s, &bad) * 100 + two(s + 2, &bad);
    f[1] = two(s + 5, &bad); f[2] = two(s + 8, &bad); f[3] = two(s + 11, &bad);
    f[4] = two(s + 14, &bad); f[5] = two(s + 17, &bad); f[6] = 0; f[7] = 0;
    if (bad || f[3] > 23 || f[4] > 59 || f[5] > 59) return 0;
    Py_ssize_t i = 19;
    if (s[i] == '.') {
        int digits = 0, value = 0;
        for (i++; i < n && s[i] >= '0' && s[i] <= '9'; i++, digits++) {
            if (digits >= 6) return 0;
            value = value * 10 + s[i] - '0';
        }
        if (!digits) return 0;
        for (; digits < 6; digits++) value *= 10;
        f[6] = value;
    }
    if (i >= n) return 0;
    if (s[i] == 'Z') return i + 1 == n;
    if (s[i] != '+' && s[i] != '-') return 0;
    int hours, minutes;
    if (n - i == 6 && s[i + 3] == ':') { hours = two(s + i + 1, &bad); minutes = two(s + i + 4, &bad); }
    else if (n - i == 5) { hours = two(s + i + 1, &bad); minutes = two(s + i + 3, &bad); }
    else return 0;
    if (bad || hours > 23 || minutes > 59) return 0;
    f[7] = (s[i] == '-' ? -1 : 1) * (hours * 60 + minutes);
    return 1;
}

/* The datetime of parsed fields; NULL with ValueError for a day such as 30 February. `zone` keeps the last
   offset's time zone: those of a document hardly ever differ. */
static PyObject *make_timestamp(const int f[8], int *minutes, PyObject **zone)
{
    PyObject *tz = PyDateTime_TimeZone_UTC;
    if (f[7]) {
        if (!*zone || *minutes != f[7]) {
            PyObject *delta = PyDelta_FromDSU(0, f[7] * 60, 0);
            PyObject *fresh = delta ? PyTimeZone_FromOffset(delta) : NULL;
            Py_XDECREF(delta);
            if (!fresh) return NULL;
            Py_XSETREF(*zone, fresh);
            *minutes = f[7];
        }
        tz = *zone;
    }
    return PyDateTimeAPI->DateTime_FromDateAndTime(
        f[0], f[1], f[2], f[3], f[4], f[5], f[6], tz, PyDateTimeAPI->DateTimeType);
}

static int import_datetime(void) { PyDateTime_IMPORT; return PyDateTimeAPI ? 0 : -1; }

/* Scalars read before: codes, hours and states repeat, and a look-up is cheaper than the value made again. */
#define MEMO_TEXT 32
#define MEMO_SIZE 256
typedef struct {
    const void *field;
    Py_ssize_t n;
    char text[MEMO_TEXT];
    PyObject *value;
} Memo;

static inline Memo *memo_place(Memo *memo, const void *field, const char *s, Py_ssize_t n)
{
    uint64_t a = 0, b = 0;
    if (n >= 8) { memcpy(&a, s, 8); memcpy(&b, s + n - 8, 8); }
    else if (n >= 4) { memcpy(&a, s, 4); memcpy(&b, s + n - 4, 4); }
    else for (Py_ssize_t i = 0; i < n; i++) a = a << 8 | (unsigned char)s[i];
    a = (a ^ ((uintptr_t)field >> 4)) * 0x9E3779B97F4A7C15ull ^ (b + n) * 0xC2B2AE3D27D4EB4Full;
    return memo + (((a ^ a >> 32) * 0x9E3779B97F4A7C15ull) >> 56);
}

/* The value of a text in a field, a new reference, or NULL. */
static inline PyObject *memo_get(Memo *place, const void *field, const char *s, Py_ssize_t n)
{
    if (place->field != field || place->n != n || memcmp(place->text, s, n) != 0) return NULL;
    return Py_NewRef(place->value);
}

static inline void memo_set(Memo *place, const void *field, const char *s, Py_ssize_t n, PyObject *value)
{
    place->field = field;
    place->n = n;
    memcpy(place->text, s, n);
    Py_XSETREF(place->value, Py_NewRef(value));
}

/* How often `":` is written, white space apart, as `needs_exact_parse` counts it. */
static Py_ssize_t count_pairs(const unsigned char *b, Py_ssize_t n)
{
    Py_ssize_t plain = 0, spaced = 0, i = 1;
    while (i < n) { /* counters of a byte, so that the compiler can take 32 characters at once */
        unsigned char p[32] = {0}, s[32] = {0};
        if (n - i < 32) {
            for (; i < n; i++) { plain += (b[i] == ':') & (b[i - 1] == '"'); spaced += (b[i] == ':') & (b[i - 1] <= ' '); }
            break;
        }
        for (int turn = 0; turn < 255 && n - i >= 32; turn++, i += 32)
            for (int l = 0; l < 32; l++) {
                p[l] += (b[i + l] == ':') & (b[i + l - 1] == '"');
                s[l] += (b[i + l] == ':') & (b[i + l - 1] <= ' ');
            }
        for (int l = 0; l < 32; l++) { plain += p[l]; spaced += s[l]; }
    }
    if (!spaced) return plain;
    unsigned char last = 0;
    plain = 0;
    for (i = 0; i < n; i++) {
        unsigned char c = b[i];
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') continue;
        plain += c == ':' && last == '"';
        last = c;
    }
    return plain;
}

/* Whether a text may have characters that `mark_unwritable` looks for: \\b \\f \\u0000.. \\uD800.. \\uFFFE U+FFFE */
static int has_marks(const char *s, Py_ssize_t n)
{
    const char *end = s + n, *at = s;
    while ((at = memchr(at, '\\', end - at)) && end - at > 1) {
        if (at[1] == 'b' || at[1] == 'f') return 1;
        if (at[1] == 'u' && end - at > 5) {
            char a = at[2] | 0x20, b = at[3] | 0x20, c = at[4] | 0x20, d = at[5] | 0x20;
            if (a == '0' && b == '0' && (c == '1' || (c == '0' && d != '9' && d != 'a' && d != 'd'))) return 1;
            if ((a == 'd' && b > '7') || (a == 'f' && b == 'f')) return 1;
        }
        at += 2;
    }
    at = s;
    while ((at = memchr(at, 0xEF, end - at)) && end - at > 2) {
        if ((unsigned char)at[1] == 0xBF) return 1;
        at++;
    }
    return 0;
}

/* The end of a text without escapes and control characters, given its first character; NULL for any other.
   `end` is behind the document, where a zero stands. */
static inline const char *plain_text(const char *s, const char *end)
{
    const uint64_t ones = 0x0101010101010101ull, tops = ones << 7;
    uint64_t w, q, e;
    for (; end - s >= 8; s += 8) { /* eight at once: a byte less than 1 has its highest bit in (x - 1) & ~x */
        memcpy(&w, s, 8);
        q = w ^ ones * '"';
        e = w ^ ones * '\\';
        if ((((q - ones) & ~q) | ((e - ones) & ~e) | ((w - ones * 32) & ~w)) & tops) break;
    }
    for (; *s != '"'; s++)
        if ((unsigned char)*s < 32 || *s == '\\') return NULL;
    return s;
}

/* The end of a number of JSON of at most 15 digits without an exponent; NULL for any other, -0 included.
   Such digits are exact in a double, and so is a power of ten: one division rounds as `strtod` does. */
static inline const char *plain_json_number(const char *s, long long *whole, int *is_whole, double *x)
{
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    int negative = *s == '-', digits = 0, behind = 0;
    long long value = 0;
    s += negative;
    if (*s == '0' && s[1] >= '0' && s[1] <= '9') return NULL;
    for (; *s >= '0' && *s <= '9' && digits < 16; s++, digits++) value = value * 10 + (*s - '0');
    if (!digits) return NULL;
    if (*s == '.') {
        for (s++; *s >= '0' && *s <= '9' && digits < 16; s++, digits++, behind++) value = value * 10 + (*s - '0');
        if (!behind) return NULL;
    }
    if (digits > 15 || *s == 'e' || *s == 'E' || *s == '.' || (negative && !value)) return NULL;
    *whole = negative ? -value : value;
    *is_whole = !behind;
    *x = (double)*whole / powers[behind];
    return s;
}

/* The list of a document's items: where it begins and ends, and where each item ends. */
#define MOST_ITEMS 65536
typedef struct { Py_ssize_t begin, end, n, room, *ends; } Pieces;

static int add_piece(Pieces *p, Py_ssize_t end)
{
    if (p->n == p->room) {
        if (p->n == MOST_ITEMS) return 0;
        Py_ssize_t room = p->room ? 2 * p->room : 64, *more = realloc(p->ends, room * sizeof(Py_ssize_t));
        if (!more) return 0;
        p->ends = more;
        p->room = room;
    }
    p->ends[p->n++] = end;
    return 1;
}

static inline Py_ssize_t skip_blanks(const unsigned char *b, Py_ssize_t at)
{
    while (b[at] == ' ' || b[at] == '\n' || b[at] == '\r' || b[at] == '\t') at++; /* bytes end with a zero */
    return at;
}

/* The place behind a text, given that behind its first quotation mark; -1 if it does not end. */
static inline Py_ssize_t skip_text(const unsigned char *b, Py_ssize_t n, Py_ssize_t at)
{
    for (;;) {
        const unsigned char *quote = memchr(b + at, '"', n - at), *back = quote;
        if (!quote) return -1;
        while (back[-1] == '\\') back--; /* no further than the first mark */
        at = quote - b + 1;
        if (!((quote - back) & 1)) return at;
    }
}

/* The place behind a value; -1 if it does not end. Whether it is JSON is for the parser to say. */
static Py_ssize_t skip_value(const unsigned char *b, Py_ssize_t n, Py_ssize_t at)
{
    Py_ssize_t depth = 0;
    while (at < n) {
        unsigned char c = b[at++];
        if (c == '"') {
            if ((at = skip_text(b, n, at)) < 0) return -1;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            if (--depth < 0) return at - 1;
        } else {
            if (c == ',' && !depth) return at - 1;
            continue;
        }
        if (!depth) return at;
    }
    return -1;
}

/* Find the items of a list of objects: member `name` of the root, or member `item` of the object in it.
   0 if it is not there in this form. */
static int find_pieces(const unsigned char *b, Py_ssize_t n, const char *name, const char *item, Pieces *p)
{
    Py_ssize_t at = skip_blanks(b, 0);
    if (b[at++] != '{') return 0;
    for (;;) {
        Py_ssize_t key = (at = skip_blanks(b, at)) + 1;
        if (b[at] != '"' || (at = skip_text(b, n, key)) < 0) return 0;
        int found = at - 1 - key == (Py_ssize_t)strlen(name) && memcmp(b + key, name, at - 1 - key) == 0;
        at = skip_blanks(b, at);
        if (b[at] != ':') return 0;
        at = skip_blanks(b, at + 1);
        if (found && b[at] == (item ? '{' : '[')) {
            at++;
            if (!item) break;
            name = item;
            item = NULL;
            continue;
        }
        if ((at = skip_value(b, n, at)) < 0) return 0;
        at = skip_blanks(b, at);
        if (b[at++] != ',') return 0;
    }
    p->begin = at;
    for (;;) {
        at = skip_blanks(b, at);
        if (b[at] != '{' || (at = skip_value(b, n, at)) < 0) return 0;
        if (!add_piece(p, at)) return 0;
        p->end = at = skip_blanks(b, at);
        if (b[at] == ']') return 1;
        if (b[at++] != ',') return 0;
    }
}

/* The place of a tag, `<name>` or `</name>`, at or behind a place; -1 if there is none. */
static Py_ssize_t find_tag(const unsigned char *b, Py_ssize_t n, Py_ssize_t at, int closes, const char *name)
{
    Py_ssize_t length = strlen(name), rest = length + 2 + closes;
    const unsigned char *found;
    for (; n - at >= rest && (found = memchr(b + at, '<', n - at - rest + 1)); at = found - b + 1)
        if (found[rest - 1] == '>' && (!closes || found[1] == '/') && memcmp(found + 1 + closes, name, length) == 0)
            return found - b;
    return -1;
}

/* Find pieces of some `size` bytes of a list of XML, whole elements `<item ..>` in `<name>`, in a body without
   comments, CDATA and the like: there `<` is always the beginning of a tag. Whether they are well-formed is for
   the parser to say. 0 if they are not there in this form, or more than `most` bytes are around them. */
static int find_elements(
    const unsigned char *b, Py_ssize_t n, const char *name, const char *item, Py_ssize_t size, Py_ssize_t most, Pieces *p)
{
    Py_ssize_t length = strlen(name), at = find_tag(b, n < most ? n : most, 0, 0, name);
    if (at < 0) return 0;
    p->begin = at + length + 2;
    for (at = n - length - 3; find_tag(b, at + length + 3, at, 1, name) < 0; at--)
        if (at <= p->begin || n - at > most) return 0;
    p->end = at;
    length = strlen(item);
    for (at = skip_blanks(b, p->begin); at < p->end; at = skip_blanks(b, at)) {
        if (n - at < length + 2 || b[at] != '<' || memcmp(b + at + 1, item, length) != 0) return 0;
        if (b[at + length + 1] != '>' && b[at + length + 1] != ' ') return 0;
        at = p->end - at > size ? find_tag(b, p->end, at + size, 1, item) : -1;
        at = at < 0 ? p->end : at + length + 3;
        if (!add_piece(p, at)) return 0;
    }
    return p->n > 0;
}

#define NUMERIC(c) (((unsigned char)((c) - '0') <= 9) | ((c) == '.'))

/* Whether a number of 16 digits and points or more is written: [:,[\s]-?[0-9.]{16} */
static int has_long_number(const unsigned char *b, Py_ssize_t n)
{
    Py_ssize_t i = 15;
    while (i < n) {
        if (!NUMERIC(b[i])) { i += 16; continue; }
        Py_ssize_t a = i, z = i;
        while (a > 0 && NUMERIC(b[a - 1])) a--;
        while (z < n && NUMERIC(b[z])) z++;
        if (z - a >= 16 && a > 0) {
            unsigned char c = b[a - 1];
            if (c == '-' && a > 1) c = b[a - 2];
            if (c == ':' || c == ',' || c == '[' || c == ' ' || (c >= 9 && c <= 13)) return 1;
        }
        i = z + 16;
    }
    return 0;
}
#endif

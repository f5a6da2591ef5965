//! The function table of `_heapq`.

use serpentarium_runtime::object::native::{NativeDef, NativeFn};

use super::*;

pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "heappush",
        "($module, heap, item, /)",
        "Push item onto heap, maintaining the heap invariant.",
        NativeFn::Positional(2, 2, heappush),
    ),
    NativeDef::new(
        "heappushpop",
        "($module, heap, item, /)",
        "Push item on the heap, then pop and return the smallest item from the heap.\n\nThe combined action runs more efficiently than heappush() followed by\na separate call to heappop().",
        NativeFn::Positional(2, 2, heappushpop),
    ),
    NativeDef::new(
        "heappop",
        "($module, heap, /)",
        "Pop the smallest item off the heap, maintaining the heap invariant.",
        NativeFn::One(heappop),
    ),
    NativeDef::new(
        "heapreplace",
        "($module, heap, item, /)",
        "Pop and return the current smallest value, and add the new item.\n\nThis is more efficient than heappop() followed by heappush(), and can be\nmore appropriate when using a fixed-size heap.  Note that the value\nreturned may be larger than item!  That constrains reasonable uses of\nthis routine unless written as part of a conditional replacement:\n\n    if item > heap[0]:\n        item = heapreplace(heap, item)",
        NativeFn::Positional(2, 2, heapreplace),
    ),
    NativeDef::new(
        "heapify",
        "($module, heap, /)",
        "Transform list into a heap, in-place, in O(len(heap)) time.",
        NativeFn::One(heapify),
    ),
    NativeDef::new(
        "heappush_max",
        "($module, heap, item, /)",
        "Push item onto max heap, maintaining the heap invariant.",
        NativeFn::Positional(2, 2, heappush_max),
    ),
    NativeDef::new(
        "heappushpop_max",
        "($module, heap, item, /)",
        "Maxheap variant of heappushpop.\n\nThe combined action runs more efficiently than heappush_max()\nfollowed by a separate call to heappop_max().",
        NativeFn::Positional(2, 2, heappushpop_max),
    ),
    NativeDef::new(
        "heappop_max",
        "($module, heap, /)",
        "Maxheap variant of heappop.",
        NativeFn::One(heappop_max),
    ),
    NativeDef::new(
        "heapreplace_max",
        "($module, heap, item, /)",
        "Maxheap variant of heapreplace.",
        NativeFn::Positional(2, 2, heapreplace_max),
    ),
    NativeDef::new(
        "heapify_max",
        "($module, heap, /)",
        "Maxheap variant of heapify.",
        NativeFn::One(heapify_max),
    ),
];

pub(super) const DOC: &str = "Heap queue algorithm (a.k.a. priority queue).\n\nHeaps are arrays for which a[k] <= a[2*k+1] and a[k] <= a[2*k+2] for\nall k, counting elements from 0.  For the sake of comparison,\nnon-existing elements are considered to be infinite.  The interesting\nproperty of a heap is that a[0] is always its smallest element.\n\nUsage:\n\nheap = []            # creates an empty heap\nheappush(heap, item) # pushes a new item on the heap\nitem = heappop(heap) # pops the smallest item from the heap\nitem = heap[0]       # smallest item on the heap without popping it\nheapify(x)           # transforms list into a heap, in-place, in linear time\nitem = heapreplace(heap, item) # pops and returns smallest item, and adds\n                               # new item; the heap size is unchanged\n\nOur API differs from textbook heap algorithms as follows:\n\n- We use 0-based indexing.  This makes the relationship between the\n  index for a node and the indexes for its children slightly less\n  obvious, but is more suitable since Python uses 0-based indexing.\n\n- Our heappop() method returns the smallest item, not the largest.\n\nThese two make it possible to view the heap as a regular Python list\nwithout surprises: heap[0] is the smallest item, and heap.sort()\nmaintains the heap invariant!\n";

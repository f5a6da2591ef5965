//! `_heapq`: heaps in lists.

use serpentarium_runtime::object::args::type_in_message;
use serpentarium_runtime::object::error::{index_error, runtime_error, type_error};
use serpentarium_runtime::object::native::{NativeModule, none};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::slots::CompareOp;
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::list::List;

mod table;

pub static MODULE: NativeModule = NativeModule {
    name: "_heapq",
    doc: table::DOC,
    functions: table::FUNCTIONS,
    exec: |_| Ok(()),
};

fn list_argument<'a>(function: &str, heap: &'a Obj, number: &str) -> PyResult<&'a List> {
    heap.downcast::<List>().ok_or_else(|| {
        type_error(format!(
            "{function}() argument{number} must be list, not {}",
            type_in_message(heap)
        ))
    })
}

/// A heap with the smallest item first, or with the largest.
struct Heap<'a> {
    list: &'a List,
    largest_first: bool,
}

impl Heap<'_> {
    fn item(&self, index: usize) -> PyResult {
        self.list
            .get(index)
            .ok_or_else(|| index_error("index out of range"))
    }

    /// Whether `a` belongs before `b`; comparing must leave the list's length alone.
    fn before(&self, a: &Obj, b: &Obj) -> PyResult<bool> {
        let len = self.list.len();
        let (a, b) = if self.largest_first { (b, a) } else { (a, b) };
        let result = protocol::compare_bool(a, b, CompareOp::Lt)?;
        if self.list.len() != len {
            return Err(runtime_error("list changed size during iteration"));
        }
        Ok(result)
    }

    fn swap(&self, a: usize, b: usize) -> PyResult<()> {
        let (first, second) = (self.item(a)?, self.item(b)?);
        drop(self.list.set(a, second));
        drop(self.list.set(b, first));
        Ok(())
    }

    /// Moves the item at `at` towards the root, not past `start`.
    fn sift_down(&self, start: usize, mut at: usize) -> PyResult<()> {
        if at >= self.list.len() {
            return Err(index_error("index out of range"));
        }
        while at > start {
            let parent = (at - 1) / 2;
            if !self.before(&*self.item(at)?, &*self.item(parent)?)? {
                break;
            }
            self.swap(at, parent)?;
            at = parent;
        }
        Ok(())
    }

    /// Moves the smaller child up until a leaf is reached, then the item back into place.
    fn sift_up(&self, start: usize) -> PyResult<()> {
        let (end, mut at) = (self.list.len(), start);
        if at >= end {
            return Err(index_error("index out of range"));
        }
        while at < end / 2 {
            let mut child = 2 * at + 1;
            if child + 1 < end && !self.before(&*self.item(child)?, &*self.item(child + 1)?)? {
                child += 1;
            }
            self.swap(at, child)?;
            at = child;
        }
        self.sift_down(start, at)
    }

    fn heapify(&self) -> PyResult<()> {
        let len = self.list.len();
        (0..len / 2).rev().try_for_each(|index| self.sift_up(index))
    }

    fn push(&self, item: &Obj) -> PyResult<()> {
        self.list.push(item.to_ref());
        self.sift_down(0, self.list.len() - 1)
    }

    fn pop(&self) -> PyResult {
        let len = self.list.len();
        if len == 0 {
            return Err(index_error("index out of range"));
        }
        let last = self.list.remove(len - 1);
        let last = last.ok_or_else(|| index_error("index out of range"))?;
        if self.list.is_empty() {
            return Ok(last);
        }
        self.exchange_root(last)
    }

    /// Puts an item in the root's place and gives the old root.
    fn exchange_root(&self, item: Ref) -> PyResult {
        let old = self
            .list
            .set(0, item)
            .map_err(|_| index_error("index out of range"))?;
        self.sift_up(0)?;
        Ok(old)
    }

    fn push_pop(&self, item: &Obj) -> PyResult {
        if self.list.is_empty() || !self.before(&*self.item(0)?, item)? {
            return Ok(item.to_ref());
        }
        self.exchange_root(item.to_ref())
    }
}

macro_rules! functions {
    ($largest:literal: $push:ident $push_pop:ident $pop:ident $replace:ident $heapify:ident) => {
        fn $push(_module: &Obj, args: &[&Obj]) -> PyResult {
            let list = list_argument(stringify!($push), args[0], " 1")?;
            Heap {
                list,
                largest_first: $largest,
            }
            .push(args[1])?;
            none()
        }

        fn $push_pop(_module: &Obj, args: &[&Obj]) -> PyResult {
            let list = list_argument(stringify!($push_pop), args[0], " 1")?;
            Heap {
                list,
                largest_first: $largest,
            }
            .push_pop(args[1])
        }

        fn $pop(_module: &Obj, heap: &Obj) -> PyResult {
            let list = list_argument(stringify!($pop), heap, "")?;
            Heap {
                list,
                largest_first: $largest,
            }
            .pop()
        }

        fn $replace(_module: &Obj, args: &[&Obj]) -> PyResult {
            let list = list_argument(stringify!($replace), args[0], " 1")?;
            Heap {
                list,
                largest_first: $largest,
            }
            .exchange_root(args[1].to_ref())
        }

        fn $heapify(_module: &Obj, heap: &Obj) -> PyResult {
            let list = list_argument(stringify!($heapify), heap, "")?;
            Heap {
                list,
                largest_first: $largest,
            }
            .heapify()?;
            none()
        }
    };
}

functions!(false: heappush heappushpop heappop heapreplace heapify);
functions!(true: heappush_max heappushpop_max heappop_max heapreplace_max heapify_max);

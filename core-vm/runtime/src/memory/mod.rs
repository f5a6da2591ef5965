//! Memory for objects and their buffers.
//!
//! One region of address space is reserved at a fixed address, so addresses
//! repeat from run to run. It is cut into pools of [`POOL_SIZE`] bytes; a pool
//! holds blocks of one size class and one [`Kind`], which says how many bytes
//! stand before the object header. That is enough to enumerate every live
//! object: walk the pools, skip the blocks whose type word is null.
//!
//! Sizes above [`SMALL_MAX`] come from the system allocator with a header that
//! links them into a list. Start at [`alloc`] and [`free`].

use std::alloc::Layout;
use std::ptr::{self, null_mut};

pub mod gc;
pub mod verify;

/// What stands in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A buffer that is no object (list items, dict tables).
    Raw = 0,
    /// Object header first.
    Plain = 1,
    /// Two words of GC links, then the object.
    Gc = 2,
    /// Instance dictionary, weak reference list, GC links, then the object.
    Managed = 3,
}

impl Kind {
    /// Bytes before the object header.
    pub const fn prefix(self) -> usize {
        match self {
            Kind::Raw | Kind::Plain => 0,
            Kind::Gc => 16,
            Kind::Managed => 32,
        }
    }
}

/// Bytes in a pool; pools are aligned to it.
pub const POOL_SIZE: usize = 64 * 1024;
/// The largest block that a pool serves.
pub const SMALL_MAX: usize = 1024;
const CLASS_SHIFT: usize = 4;
const CLASSES: usize = SMALL_MAX >> CLASS_SHIFT;
const REGION_BASE: usize = 0x1000_0000_0000;
const REGION_SIZE: usize = 1 << 38;
const POOL_HEADER: usize = 64;

#[repr(C)]
struct Pool {
    /// Bytes per block.
    block: u32,
    kind: Kind,
    /// Blocks handed out at least once lie before this offset.
    used: u32,
}

#[repr(C)]
struct FreeBlock {
    next: *mut FreeBlock,
    /// Overlays the type word of a [`Kind::Plain`] object; null in a free block.
    type_word: *mut u8,
}

#[repr(C)]
struct LargeHeader {
    next: *mut LargeHeader,
    previous: *mut LargeHeader,
    size: usize,
    kind: Kind,
}
const LARGE_HEADER: usize = 64;

struct State {
    free: [[*mut FreeBlock; CLASSES + 1]; 4],
    /// Next never-used byte of the current pool per class, and its end.
    bump: [[(usize, usize); CLASSES + 1]; 4],
    region: usize,
    next_pool: usize,
    large: *mut LargeHeader,
    /// Bytes in live blocks, for statistics.
    large_bytes: usize,
}

struct Shared(std::cell::UnsafeCell<State>);
// SAFETY: the VM owns one operating-system thread; nothing else touches this.
unsafe impl Sync for Shared {}

static STATE: Shared = Shared(std::cell::UnsafeCell::new(State {
    free: [[null_mut(); CLASSES + 1]; 4],
    bump: [[(0, 0); CLASSES + 1]; 4],
    region: 0,
    next_pool: 0,
    large: null_mut(),
    large_bytes: 0,
}));

/// Offset of the type word inside a block, where a free block has null.
const fn type_word_offset(kind: Kind) -> usize {
    kind.prefix() + 8
}

/// Allocates `size` bytes (prefix included) aligned to 16. Never returns null:
/// running out of memory aborts, as the system allocator does.
#[inline(always)]
pub fn alloc(kind: Kind, size: usize) -> *mut u8 {
    if size > SMALL_MAX {
        return alloc_large(kind, size);
    }
    let class = size.div_ceil(1 << CLASS_SHIFT);
    // SAFETY: single-threaded VM; the indices are bounded by the check above.
    unsafe {
        let state = &mut *STATE.0.get();
        let head = state
            .free
            .get_unchecked_mut(kind as usize)
            .get_unchecked_mut(class);
        let block = *head;
        if block.is_null() {
            return alloc_bump(kind, class);
        }
        if matches!(kind, Kind::Raw | Kind::Plain) {
            *head = (*block).next;
            block.cast()
        } else {
            *head = *block.cast::<*mut FreeBlock>();
            block.cast()
        }
    }
}

/// Class of the 32-byte blocks that `int` and `float` objects live in.
const NUMBER_CLASS: usize = 2;

/// A free block for an `int` or `float`, or null when none is at hand. With
/// [`push_number`] the fast path of arithmetic: no call, no size computation.
#[inline(always)]
pub(crate) fn pop_number() -> *mut u8 {
    // SAFETY: single-threaded VM; a listed block is free.
    unsafe {
        let head = &mut (*STATE.0.get()).free[Kind::Plain as usize][NUMBER_CLASS];
        let block = *head;
        if !block.is_null() {
            *head = (*block).next;
        }
        block.cast()
    }
}

/// Whether [`pop_number`] would give a block.
#[inline(always)]
pub(crate) fn has_number() -> bool {
    // SAFETY: single-threaded VM.
    unsafe { !(*STATE.0.get()).free[Kind::Plain as usize][NUMBER_CLASS].is_null() }
}

/// Gives back the block of an `int` or `float`.
///
/// # Safety
/// The block is a plain one of 32 bytes and is not used again.
#[inline(always)]
pub(crate) unsafe fn push_number(block: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe {
        let head = &mut (*STATE.0.get()).free[Kind::Plain as usize][NUMBER_CLASS];
        block.cast::<FreeBlock>().write(FreeBlock {
            next: *head,
            type_word: null_mut(),
        });
        *head = block.cast();
    }
}

#[cold]
#[inline(never)]
fn alloc_bump(kind: Kind, class: usize) -> *mut u8 {
    let class = class.max(1);
    let size = class << CLASS_SHIFT;
    // SAFETY: single-threaded VM; a new pool is fresh zeroed memory of POOL_SIZE bytes.
    unsafe {
        let state = &mut *STATE.0.get();
        let (mut at, mut end) = state.bump[kind as usize][class];
        if at + size > end {
            let pool = new_pool(state);
            *pool = Pool {
                block: size as u32,
                kind,
                used: POOL_HEADER as u32,
            };
            at = pool as usize + POOL_HEADER;
            end = pool as usize + POOL_SIZE;
        }
        state.bump[kind as usize][class] = (at + size, end);
        let pool = (at & !(POOL_SIZE - 1)) as *mut Pool;
        (*pool).used = (at + size - pool as usize) as u32;
        at as *mut u8
    }
}

/// Maps the region on first use and hands out the next pool.
unsafe fn new_pool(state: &mut State) -> *mut Pool {
    if state.region == 0 {
        // SAFETY: an anonymous mapping; a failure is checked.
        let base = unsafe {
            libc::mmap(
                REGION_BASE as *mut libc::c_void,
                REGION_SIZE,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        assert!(
            base != libc::MAP_FAILED,
            "cannot reserve address space for the object region"
        );
        state.region = (base as usize).next_multiple_of(POOL_SIZE);
        state.next_pool = state.region;
    }
    let pool = state.next_pool;
    state.next_pool += POOL_SIZE;
    assert!(
        pool + POOL_SIZE <= state.region + REGION_SIZE - POOL_SIZE,
        "object region exhausted"
    );
    pool as *mut Pool
}

#[cold]
#[inline(never)]
fn alloc_large(kind: Kind, size: usize) -> *mut u8 {
    let layout = large_layout(size);
    // SAFETY: the layout has a non-zero size; the header is written before use.
    unsafe {
        let base = std::alloc::alloc(layout);
        if base.is_null() {
            std::alloc::handle_alloc_error(layout);
        }
        let state = &mut *STATE.0.get();
        let header = base.cast::<LargeHeader>();
        *header = LargeHeader {
            next: state.large,
            previous: null_mut(),
            size,
            kind,
        };
        if !state.large.is_null() {
            (*state.large).previous = header;
        }
        state.large = header;
        state.large_bytes += size;
        let block = base.add(LARGE_HEADER);
        if kind != Kind::Raw {
            block
                .add(type_word_offset(kind))
                .cast::<*mut u8>()
                .write(null_mut());
        }
        block
    }
}

fn large_layout(size: usize) -> Layout {
    Layout::from_size_align(size + LARGE_HEADER, 64).expect("allocation size overflows")
}

fn is_small(block: *const u8) -> bool {
    // SAFETY: single-threaded VM; reads one word.
    let region = unsafe { (*STATE.0.get()).region };
    (block as usize).wrapping_sub(region) < REGION_SIZE
}

/// Whether an address lies in the region of the pools.
pub(crate) fn in_region(address: *const u8) -> bool {
    is_small(address)
}

/// Gives a block back.
///
/// # Safety
/// `block` came from [`alloc`] with the same `kind` and is not used again.
#[inline(always)]
pub unsafe fn free(kind: Kind, block: *mut u8) {
    if !is_small(block) {
        // SAFETY: as the caller's; the block is not in the region, so it is large.
        return unsafe { free_large(block) };
    }
    // SAFETY: the block lies in a pool, whose header tells its class.
    unsafe {
        let pool = (block as usize & !(POOL_SIZE - 1)) as *const Pool;
        let class = (*pool).block as usize >> CLASS_SHIFT;
        debug_assert_eq!((*pool).kind, kind);
        let state = &mut *STATE.0.get();
        let head = state
            .free
            .get_unchecked_mut(kind as usize)
            .get_unchecked_mut(class);
        block.cast::<*mut FreeBlock>().write(*head);
        if kind != Kind::Raw {
            block
                .add(type_word_offset(kind))
                .cast::<*mut u8>()
                .write(null_mut());
        }
        *head = block.cast();
    }
}

#[cold]
#[inline(never)]
unsafe fn free_large(block: *mut u8) {
    // SAFETY: a large block is preceded by its header, which is in the list.
    unsafe {
        let header = block.sub(LARGE_HEADER).cast::<LargeHeader>();
        let state = &mut *STATE.0.get();
        if (*header).previous.is_null() {
            state.large = (*header).next;
        } else {
            (*(*header).previous).next = (*header).next;
        }
        if !(*header).next.is_null() {
            (*(*header).next).previous = (*header).previous;
        }
        state.large_bytes -= (*header).size;
        std::alloc::dealloc(header.cast(), large_layout((*header).size));
    }
}

/// Usable bytes of a block, at least what was asked for.
///
/// # Safety
/// `block` is live and came from [`alloc`].
pub unsafe fn usable_size(block: *const u8) -> usize {
    // SAFETY: as in `free`.
    unsafe {
        if is_small(block) {
            (*((block as usize & !(POOL_SIZE - 1)) as *const Pool)).block as usize
        } else {
            (*block.sub(LARGE_HEADER).cast::<LargeHeader>()).size
        }
    }
}

/// Grows or shrinks a [`Kind::Raw`] buffer, moving it if needed.
///
/// # Safety
/// `block` is null or came from `alloc(Kind::Raw, _)`; `old` is the number of
/// bytes in use.
pub unsafe fn realloc_raw(block: *mut u8, old: usize, new: usize) -> *mut u8 {
    if block.is_null() {
        return alloc(Kind::Raw, new);
    }
    // SAFETY: as the caller's; the copy covers bytes live in both blocks.
    unsafe {
        let usable = usable_size(block);
        if new <= usable && new * 2 >= usable {
            return block;
        }
        let moved = alloc(Kind::Raw, new);
        ptr::copy_nonoverlapping(block, moved, old.min(new));
        free(Kind::Raw, block);
        moved
    }
}

/// Calls `visit` with the address of every live object, in address order within
/// the region, large objects last.
pub fn each_object(visit: &mut dyn FnMut(*mut crate::object::Obj)) {
    // SAFETY: pools between region and next_pool are initialised; blocks before
    // `used` were handed out, and free ones have a null type word.
    unsafe {
        let state = STATE.0.get();
        let mut pool = (*state).region;
        while pool != (*state).next_pool {
            let header = pool as *const Pool;
            if (*header).kind != Kind::Raw {
                each_in_pool(header, visit);
            }
            pool += POOL_SIZE;
        }
        let mut large = (*state).large;
        while !large.is_null() {
            let next = (*large).next;
            if (*large).kind != Kind::Raw {
                let block = large.cast::<u8>().add(LARGE_HEADER);
                visit_block(block, (*large).kind, visit);
            }
            large = next;
        }
    }
}

unsafe fn each_in_pool(pool: *const Pool, visit: &mut dyn FnMut(*mut crate::object::Obj)) {
    // SAFETY: as in `each_object`.
    unsafe {
        let mut offset = POOL_HEADER;
        while offset < (*pool).used as usize {
            visit_block(
                pool.cast::<u8>().add(offset).cast_mut(),
                (*pool).kind,
                visit,
            );
            offset += (*pool).block as usize;
        }
    }
}

unsafe fn visit_block(block: *mut u8, kind: Kind, visit: &mut dyn FnMut(*mut crate::object::Obj)) {
    // SAFETY: the type word of a handed-out block is always initialised.
    unsafe {
        if !block
            .add(type_word_offset(kind))
            .cast::<*mut u8>()
            .read()
            .is_null()
        {
            visit(block.add(kind.prefix()).cast());
        }
    }
}

/// Figures about the allocator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Pools in use, of [`POOL_SIZE`] bytes each.
    pub pools: usize,
    /// Bytes in large blocks.
    pub large_bytes: usize,
}

/// Reads the figures.
pub fn statistics() -> Statistics {
    // SAFETY: single-threaded VM; plain reads.
    unsafe {
        let state = &*STATE.0.get();
        Statistics {
            pools: (state.next_pool - state.region) / POOL_SIZE,
            large_bytes: state.large_bytes,
        }
    }
}

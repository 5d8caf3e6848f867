//! Looks at memory after its use: at each block that is given back, and at the whole stack of a call that has returned.

#![allow(dead_code, reason = "every test file takes the part that it needs")]
#![allow(clippy::unwrap_used, reason = "a test")]
#![expect(unsafe_code, reason = "it looks at what nobody owns any more")]

mod needles;

pub(crate) use self::needles::Needles;

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::{Cell, RefCell},
    collections::BTreeSet,
    ffi::c_void,
    mem, ptr, slice,
};

/// The system's allocator. It counts for each thread, and searches what is given back while the thread watches.
struct Watcher;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
    static WANTED: Cell<Option<&'static Needles>> = const { Cell::new(None) };
    static FOUND: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
}

// SAFETY: the system's allocator does the work. Memory comes zeroed, so that looking at a block reads written bytes,
// and grows by a move, so that every old block is looked at.
unsafe impl GlobalAlloc for Watcher {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's promise.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if let Some(wanted) = WANTED.take() {
            // SAFETY: the block lives until the next line.
            let bytes = unsafe { slice::from_raw_parts(block, layout.size()) };
            let found = wanted.found_in(bytes);
            FOUND.with_borrow_mut(|all| all.extend(found));
            WANTED.set(Some(wanted));
        }
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(block, layout) };
    }
}

#[global_allocator]
static WATCHER: Watcher = Watcher;

/// How often this thread asks for memory while some work is done.
pub(crate) fn allocations<T>(work: impl FnOnce() -> T) -> (u64, T) {
    let before = ALLOCATIONS.get();
    let result = work();
    (ALLOCATIONS.get() - before, result)
}

/// What of the needles lies in the blocks that this thread gives back while some work is done.
pub(crate) fn left_on_the_heap(needles: Needles, work: impl FnOnce()) -> BTreeSet<&'static str> {
    // Kept for ever: a test ends soon.
    WANTED.set(Some(Box::leak(Box::new(needles))));
    work();
    WANTED.set(None);
    FOUND.take()
}

/// What of the needles lies on the stack once some work is done: on a stack of its own, a map of zeros until then.
pub(crate) fn left_on_the_stack<F: FnOnce() + Send>(needles: &Needles, work: F) -> BTreeSet<&'static str> {
    extern "C" fn run<F: FnOnce()>(work: *mut c_void) -> *mut c_void {
        // SAFETY: a place that holds the work, from below; it is taken once.
        let work = unsafe { &mut *work.cast::<Option<F>>() };
        work.take().unwrap()();
        ptr::null_mut()
    }
    let mut work = Some(work);
    // SAFETY: a map that nobody else has becomes the stack of one thread, which ends before the map is looked at; the
    // work outlives the thread.
    unsafe {
        let (kind, all) = (libc::MAP_PRIVATE | libc::MAP_ANONYMOUS, libc::PROT_READ | libc::PROT_WRITE);
        let stack = libc::mmap(ptr::null_mut(), STACK, all, kind, -1, 0);
        assert_ne!(stack, libc::MAP_FAILED);
        let mut attributes = mem::zeroed();
        assert_eq!(libc::pthread_attr_init(&raw mut attributes), 0);
        assert_eq!(libc::pthread_attr_setstack(&raw mut attributes, stack, STACK), 0);
        let mut thread = mem::zeroed();
        let argument = (&raw mut work).cast();
        assert_eq!(libc::pthread_create(&raw mut thread, &raw const attributes, run::<F>, argument), 0);
        assert_eq!(libc::pthread_join(thread, ptr::null_mut()), 0);
        let found = needles.found_in(slice::from_raw_parts(stack.cast(), STACK)).collect();
        libc::pthread_attr_destroy(&raw mut attributes);
        libc::munmap(stack, STACK);
        found
    }
}

/// How long the stack is: no call of the library needs so much.
const STACK: usize = 1 << 20;

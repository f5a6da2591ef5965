//! Native modules and the embedded pure-Python library.
//!
//! A native module is a `NativeModule` in a file or folder of its name; [`register`] makes
//! all of them importable. [`library`] is the embedded library, [`run`] runs programs.
#![forbid(unsafe_code)]

use serpentarium_runtime::memory;
use serpentarium_runtime::vm;

pub mod abc;
pub mod accounts;
pub mod array;
pub mod ast;
pub mod atexit;
pub mod binascii;
pub mod bisect;
pub mod builtins;
pub mod bz2;
pub mod capsule;
pub mod cmath;
pub mod codecs;
pub mod collections;
pub mod contextvars;
pub mod csv;
pub mod errno;
pub mod faulthandler;
pub mod fcntl;
pub mod files;
pub mod functools;
pub mod gc;
pub mod hashes;
pub mod heapq;
pub mod imp;
pub mod io;
pub mod itertools;
pub mod json;
pub mod library;
pub mod lsprof;
pub mod lzma;
pub mod marshal;
pub mod math;
pub mod mmap;
pub mod native;
pub mod opcode;
pub mod operator;
pub mod posix;
pub mod posixsubprocess;
pub mod queue;
pub mod random;
pub mod resource;
pub mod run;
pub mod select;
pub mod signal;
pub mod socket;
pub mod source;
pub mod sre;
pub mod stat;
pub mod statistics;
pub mod streams;
pub mod string_helper;
pub mod structs;
pub mod suggestions;
pub mod symtable;
pub mod sys;
pub mod sysconfigdata;
pub mod syslog;
pub mod termios;
pub mod thread;
pub mod time;
pub mod tokenize;
pub mod types_module;
pub mod types_support;
pub mod typing;
pub mod unicodedata;
pub mod value;
pub mod warnings;
pub mod weakref;
pub mod zlib;

/// What the modules keep references in outside of the heap.
const ROOTS: &[memory::verify::Roots] = &[
    signal::roots,
    faulthandler::roots,
    sys::roots,
    ast::roots,
    posix::roots,
    io::roots,
    atexit::roots,
];

/// Makes every native module importable and its types usable. Comes after
/// `types::ready_all`.
pub fn register() {
    ROOTS
        .iter()
        .for_each(|roots| memory::verify::add_roots(*roots));
    vm::register_native_modules(&[
        &builtins::MODULE,
        &sys::MODULE,
        &imp::MODULE,
        &marshal::MODULE,
        &warnings::MODULE,
        &thread::MODULE,
        &queue::MODULE,
        &resource::MODULE,
        &faulthandler::MODULE,
        &fcntl::MODULE,
        &termios::MODULE,
        &syslog::MODULE,
        &mmap::MODULE,
        &weakref::MODULE,
        &abc::MODULE,
        &array::MODULE,
        &ast::MODULE,
        &atexit::MODULE,
        &socket::MODULE,
        &sre::MODULE,
        &select::MODULE,
        &signal::MODULE,
        &posix::MODULE,
        &posixsubprocess::MODULE,
        &accounts::PWD,
        &accounts::GRP,
        &io::MODULE,
        &time::MODULE,
        &errno::MODULE,
        &codecs::MODULE,
        &math::MODULE,
        &cmath::MODULE,
        &sysconfigdata::MODULE,
        &itertools::MODULE,
        &collections::MODULE,
        &contextvars::MODULE,
        &functools::MODULE,
        &csv::MODULE,
        &gc::MODULE,
        &types_module::MODULE,
        &tokenize::MODULE,
        &typing::MODULE,
        &opcode::MODULE,
        &operator::MODULE,
        &binascii::MODULE,
        &structs::MODULE,
        &random::MODULE,
        &heapq::MODULE,
        &bisect::MODULE,
        &statistics::MODULE,
        &string_helper::MODULE,
        &json::MODULE,
        &hashes::MD5,
        &hashes::SHA1,
        &hashes::SHA2,
        &hashes::SHA3,
        &hashes::BLAKE2,
        &unicodedata::MODULE,
        &symtable::MODULE,
        &lsprof::MODULE,
        &stat::MODULE,
        &suggestions::MODULE,
        &zlib::MODULE,
        &bz2::MODULE,
        &lzma::MODULE,
    ]);
    io::ready();
    posix::ready();
    termios::ready();
    mmap::ready();
    thread::ready();
    queue::ready();
    sre::ready();
    ast::ready();
    ast::install();
}

/// Compiles to syntax trees and from them: source, file name, mode as text and parsed, flags,
/// options. `None`: the source is no tree and no tree is wanted.
pub type AstHook =
    fn(
        &serpentarium_runtime::object::Obj,
        &serpentarium_runtime::types::str::Str,
        &str,
        serpentarium_compiler::Mode,
        i32,
        serpentarium_compiler::Options,
    ) -> serpentarium_runtime::object::PyResult<Option<serpentarium_runtime::object::Ref>>;

thread_local! {
    static AST_HOOK: std::cell::Cell<Option<AstHook>> = const { std::cell::Cell::new(None) };
}

/// Installs what `compile()` does with syntax trees.
pub fn set_ast_hook(hook: AstHook) {
    AST_HOOK.with(|current| current.set(Some(hook)));
}

fn ast_hook() -> Option<AstHook> {
    AST_HOOK.with(std::cell::Cell::get)
}

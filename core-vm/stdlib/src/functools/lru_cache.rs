//! `_lru_cache_wrapper`: a function that remembers its results.

use std::cell::Cell;

use serpentarium_runtime::object::args::parsed;
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags,
};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::OVERFLOW_ERROR;
use serpentarium_runtime::types::int::{INT_TYPE, Int};
use serpentarium_runtime::types::method::Method;
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::object;
use serpentarium_runtime::types::str::STR_TYPE;
use serpentarium_runtime::types::tuple::Tuple;

use super::link::Links;
use crate::native;

/// How many results are remembered.
#[derive(Clone, Copy)]
enum Bound {
    Nothing,
    Everything,
    Last(usize),
}

pub(super) struct LruCache {
    function: Field,
    info_type: Field,
    /// Separates positional from keyword arguments in keys.
    mark: Field,
    dict: Field<Dict>,
    /// Results by key; places in `links` when bounded.
    cache: Ref<Dict>,
    links: Links,
    bound: Bound,
    typed: bool,
    hits: Cell<usize>,
    misses: Cell<usize>,
}

impl NativeType for LruCache {
    fn type_object() -> &'static Type {
        &LRU_CACHE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.function);
        visit.field(&self.info_type);
        visit.field(&self.mark);
        visit.field(&self.dict);
        visit.obj(self.cache.as_obj());
        self.links.traverse(visit);
    }

    fn clear(&self) {
        self.empty();
        self.function.set(None);
        self.info_type.set(None);
        self.dict.set(None);
    }
}

pub(super) static LRU_CACHE_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "Create a cached callable that wraps another function.\n\nuser_function:      the function being cached\n\nmaxsize:  0         for no caching\n          None      for unlimited cache size\n          n         for a bounded cache\n\ntyped:    False     cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as distinct calls\n\ncache_info_type:    namedtuple class with the fields:\n                        hits misses currsize maxsize\n",
    ),
    flags: flags::HAVE_GC | flags::METHOD_DESCRIPTOR | flags::MANAGED_WEAKREF,
    reported: (152, 0),
    dict_offset: std::mem::offset_of!(Native<LruCache>, data.dict),
    slots: Slots {
        new: Some(new),
        call: Some(call),
        descr_get: Some(|this, instance, _| {
            Ok(match instance {
                Some(instance) if !is_none(instance) => {
                    Method::new(this.to_ref(), instance.to_ref()).into_obj()
                }
                _ => this.to_ref(),
            })
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new(
            "cache_info",
            "($self, /)",
            "Report cache statistics",
            NativeFn::NoArgs(cache_info),
        ),
        NativeDef::new(
            "cache_clear",
            "($self, /)",
            "Clear the cache and cache statistics",
            NativeFn::NoArgs(cache_clear),
        ),
        NativeDef::new(
            "__reduce__",
            "($self, /)",
            "",
            NativeFn::NoArgs(|this| protocol::getattr_text(this, "__qualname__")),
        ),
        NativeDef::new(
            "__copy__",
            "",
            "",
            NativeFn::Raw(|this, _| Ok(this.to_ref())),
        ),
        NativeDef::new(
            "__deepcopy__",
            "",
            "",
            NativeFn::Raw(|this, _| Ok(this.to_ref())),
        ),
    ],
    getset: &[GetSet::new(
        "__dict__",
        |this| Ok(super::get_dict(&lru(this)?.dict)),
        |this, value| super::set_dict(&lru(this)?.dict, value),
    )],
    ..TypeSpec::of::<Native<LruCache>>("functools._lru_cache_wrapper")
};

fn lru(object: &Obj) -> PyResult<&Native<LruCache>> {
    object
        .downcast::<Native<LruCache>>()
        .ok_or_else(|| type_error("an lru_cache wrapper is required"))
}

thread_local! {
    static MARK: Ref = {
        let mark = object::new_plain();
        mark.make_immortal();
        mark
    };
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let bound =
        parsed("(user_function, maxsize, typed, cache_info_type)").bind("lru_cache", args)?;
    let [Some(function), Some(max_size), Some(typed), Some(info_type)] = bound[..] else {
        return Err(type_error("lru_cache() needs four arguments"));
    };
    let typed = protocol::is_true(typed)?;
    if function.ty().slots().call.is_none() {
        return Err(type_error("the first argument must be callable"));
    }
    let bound = if is_none(max_size) {
        Bound::Everything
    } else if max_size.ty().slots().nb_index.is_some() {
        match number::index_as_isize(max_size, Some(&OVERFLOW_ERROR))? {
            ..=0 => Bound::Nothing,
            count => Bound::Last(count as usize),
        }
    } else {
        return Err(type_error("maxsize should be integer or None"));
    };
    let data = LruCache {
        function: Field::new(function.to_ref()),
        info_type: Field::new(info_type.to_ref()),
        mark: Field::new(MARK.with(Ref::clone)),
        dict: Field::empty(),
        cache: Dict::new(),
        links: Links::default(),
        bound,
        typed,
        hits: Cell::new(0),
        misses: Cell::new(0),
    };
    Ok(Native::of_type(ty, data).into_obj())
}

impl LruCache {
    fn empty(&self) {
        self.hits.set(0);
        self.misses.set(0);
        let dropped = self.links.take_all();
        self.cache.clear_items();
        drop(dropped);
    }

    /// What a call's arguments are remembered under.
    fn key(&self, args: Args<'_>) -> Ref {
        let positional = args.positional();
        if !self.typed && args.keyword_count() == 0 {
            return match positional {
                [only] if only.is_exact(&STR_TYPE) || only.is_exact(&INT_TYPE) => only.to_ref(),
                _ => Tuple::from_slice(positional).into_obj(),
            };
        }
        let mut parts: Vec<Ref> = positional.iter().map(|value| value.to_ref()).collect();
        if args.keyword_count() > 0 {
            parts.extend(self.mark.get());
            for (name, value) in args.keywords() {
                parts.push(name.to_ref().into_obj());
                parts.push(value.to_ref());
            }
        }
        if self.typed {
            let types = args.values.iter();
            parts.extend(types.map(|value| value.ty().to_ref().into_obj()));
        }
        Tuple::new(parts).into_obj()
    }

    fn hit(&self) {
        self.hits.set(self.hits.get() + 1);
    }

    fn miss(&self, args: Args<'_>) -> PyResult {
        self.misses.set(self.misses.get() + 1);
        match self.function.get() {
            Some(function) => protocol::call_args(&function, args),
            None => Err(type_error("the cached function is gone")),
        }
    }

    fn unbounded(&self, args: Args<'_>) -> PyResult {
        let key = self.key(args);
        let hash = protocol::hash(&key)?;
        if let Some(found) = self.cache.get_with_hash(&key, hash)? {
            self.hit();
            return Ok(found);
        }
        let result = self.miss(args)?;
        self.cache.set_with_hash(&key, hash, result.clone())?;
        Ok(result)
    }

    fn bounded(&self, args: Args<'_>, max: usize) -> PyResult {
        let key = self.key(args);
        let hash = protocol::hash(&key)?;
        if let Some(place) = self.cache.get_with_hash(&key, hash)?
            && let Some(value) = place_of(&place).and_then(|place| self.links.use_again(place))
        {
            self.hit();
            return Ok(value);
        }
        let result = self.miss(args)?;
        // The call may have remembered the same arguments already.
        if self.cache.get_with_hash(&key, hash)?.is_some() {
            return Ok(result);
        }
        let mut dropped = None;
        if self.cache.len() >= max
            && let Some((place, old_key, old_hash)) = self.links.oldest()
        {
            if self.cache.remove_with_hash(&old_key, old_hash)?.is_none() {
                return Ok(result);
            }
            dropped = self.links.remove(place);
        }
        let place = self.links.add(&key, hash, result.clone());
        let stored = Int::from_usize(place).into_obj();
        if let Err(error) = self.cache.set_with_hash(&key, hash, stored) {
            drop(self.links.remove(place));
            return Err(error);
        }
        drop(dropped);
        Ok(result)
    }
}

fn place_of(object: &Obj) -> Option<usize> {
    let place = object.downcast::<Int>()?.as_i64()?;
    usize::try_from(place).ok()
}

fn call(this: &Obj, args: Args<'_>) -> PyResult {
    let cache = lru(this)?;
    match cache.bound {
        Bound::Nothing => cache.miss(args),
        Bound::Everything => cache.unbounded(args),
        Bound::Last(max) => cache.bounded(args, max),
    }
}

fn cache_info(this: &Obj) -> PyResult {
    let cache = lru(this)?;
    let size = |value| Int::from_usize(value).into_obj();
    let max = match cache.bound {
        Bound::Nothing => size(0),
        Bound::Everything => none(),
        Bound::Last(max) => size(max),
    };
    let info_type = cache.info_type.get().unwrap_or_else(none);
    let (hits, misses) = (size(cache.hits.get()), size(cache.misses.get()));
    let length = size(cache.cache.len());
    protocol::call(&info_type, &[&hits, &misses, &max, &length])
}

fn cache_clear(this: &Obj) -> PyResult {
    lru(this)?.empty();
    native::none()
}

//! Built-in types are complete once readied: dictionaries, orders, slots, classes made
//! by calling `type`.

use serpentarium_runtime::object::protocol::{call, compare_bool, getattr_text, repr_text};
use serpentarium_runtime::object::slots::CompareOp;
use serpentarium_runtime::object::{Object, Ref, Type};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::int::{INT_TYPE, Int};
use serpentarium_runtime::types::list::{LIST_TYPE, List};
use serpentarium_runtime::types::object::OBJECT_TYPE;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::types::typeobj::TYPE_TYPE;
use serpentarium_runtime::types::{ALL, exceptions, ready_all};
use serpentarium_runtime::vm;

fn text(object: &impl Object) -> String {
    repr_text(object.as_obj()).expect("repr")
}

fn new_class(name: &str, bases: &[&Type]) -> Ref {
    let bases: Vec<_> = bases.iter().map(|base| base.as_obj()).collect();
    let (name, bases, dict) = (Str::from_str(name), Tuple::from_slice(&bases), Dict::new());
    call(
        TYPE_TYPE.as_obj(),
        &[name.as_obj(), bases.as_obj(), dict.as_obj()],
    )
    .expect("a class")
}

/// One test: the VM is one per process and on one thread.
#[test]
fn built_in_types_are_ready() {
    vm::set_stack_room(1 << 20);
    ready_all();
    for ty in ALL.iter().chain(exceptions::ALL) {
        assert!(ty.is_subtype(&OBJECT_TYPE), "{}", ty.tp_name());
        getattr_text(ty.as_obj(), "__mro__").expect("an order");
    }
    assert_eq!(text(&INT_TYPE), "<class 'int'>");
    let append = getattr_text(LIST_TYPE.as_obj(), "append").expect("append");
    assert_eq!(
        repr_text(&append).unwrap(),
        "<method 'append' of 'list' objects>"
    );
    let list = List::new(vec![Int::new(3).into_obj(), Int::new(1).into_obj()]);
    call(
        &getattr_text(list.as_obj(), "append").unwrap(),
        &[Int::new(2).as_obj()],
    )
    .unwrap();
    call(&getattr_text(list.as_obj(), "sort").unwrap(), &[]).unwrap();
    let sorted = List::new((1..=3).map(|n| Int::new(n).into_obj()).collect());
    for (a, b) in list.to_vec().iter().zip(sorted.to_vec()) {
        assert!(a.is(&b));
    }
    classes_work();
}

fn classes_work() {
    let base = new_class("Base", &[&OBJECT_TYPE]);
    let left = new_class("Left", &[base.downcast::<Type>().unwrap()]);
    let right = new_class("Right", &[base.downcast::<Type>().unwrap()]);
    let both = new_class(
        "Both",
        &[
            left.downcast::<Type>().unwrap(),
            right.downcast::<Type>().unwrap(),
        ],
    );
    let names: Vec<String> =
        serpentarium_runtime::object::protocol::collect(&getattr_text(&both, "__mro__").unwrap())
            .unwrap()
            .iter()
            .map(|class| class.downcast::<Type>().unwrap().name())
            .collect();
    assert_eq!(names, ["Both", "Left", "Right", "Base", "object"]);
    let instance = call(&both, &[]).expect("an instance");
    let one = Int::new(1);
    serpentarium_runtime::object::protocol::setattr_text(&base, "x", one.as_obj()).unwrap();
    assert!(getattr_text(&instance, "x").unwrap().is(one.as_obj()));
    assert!(compare_bool(&instance, &instance, CompareOp::Eq).unwrap());
    let error = call(
        TYPE_TYPE.as_obj(),
        &[
            Str::from_str("Bad").as_obj(),
            Tuple::from_slice(&[INT_TYPE.as_obj(), LIST_TYPE.as_obj()]).as_obj(),
            Dict::new().as_obj(),
        ],
    )
    .expect_err("a conflict");
    assert_eq!(
        serpentarium_runtime::object::protocol::str(error.as_obj())
            .unwrap()
            .to_string_lossy(),
        "multiple bases have instance lay-out conflict"
    );
}

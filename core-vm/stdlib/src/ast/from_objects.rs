//! Objects as trees for the compiler.

use serpentarium_bytecode::Constant;
use serpentarium_compiler::ast::{Arity, Field, FieldInfo, Node, NodeClass};
use serpentarium_runtime::object::error::{Exc, type_error, value_error};
use serpentarium_runtime::object::{Obj, Object, PyResult, protocol};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::complex::Complex;
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::int::{Int, bool_obj};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::{is_ellipsis, is_none};
use serpentarium_runtime::types::set::FROZENSET_TYPE;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use super::class_object;

/// The node class of an object: its class's, or that of a base of it.
fn class_of(object: &Obj) -> PyResult<Option<NodeClass>> {
    for class in NodeClass::ALL.iter().filter(|class| !class.is_abstract()) {
        let known = class_object(*class)?;
        if std::ptr::eq(object.ty().as_obj(), &*known) {
            return Ok(Some(*class));
        }
    }
    for class in NodeClass::ALL.iter().filter(|class| !class.is_abstract()) {
        let known = class_object(*class)?;
        if let Some(known) = known.downcast::<serpentarium_runtime::object::Type>()
            && object.is_instance(known)
        {
            return Ok(Some(*class));
        }
    }
    Ok(None)
}

/// The tree of an object.
///
/// # Errors
/// `TypeError` and `ValueError` for objects that are no proper tree.
pub fn node(object: &Obj) -> PyResult<Node> {
    protocol::check_stack(" during ast construction")?;
    let Some(class) = class_of(object)? else {
        return Err(type_error(format!(
            "expected some sort of AST node, but got {}",
            protocol::repr_text(object)?
        )));
    };
    // What a constant holds is looked at only in a node that has all it needs.
    if class == NodeClass::Constant {
        number(object, class, "lineno", true)?;
        number(object, class, "col_offset", true)?;
    }
    let mut fields = Vec::with_capacity(class.fields().len());
    for info in class.fields() {
        fields.push(field(object, class, info)?);
    }
    let mut tree = Node::new(class, fields);
    if class.is_located() {
        tree.lineno = number(object, class, "lineno", true)?;
        tree.col_offset = number(object, class, "col_offset", true)?;
        tree.end_lineno = number(object, class, "end_lineno", false)?.or(tree.lineno);
        tree.end_col_offset = number(object, class, "end_col_offset", false)?.or(tree.col_offset);
    }
    Ok(tree)
}

fn lacks(name: &str, class: NodeClass) -> Exc {
    let base = class.base().map_or(class.name(), NodeClass::name);
    let owner = if matches!(name, "lineno" | "col_offset") {
        base
    } else {
        class.name()
    };
    type_error(format!("required field \"{name}\" missing from {owner}"))
}

fn number(
    object: &Obj,
    class: NodeClass,
    name: &'static str,
    required: bool,
) -> PyResult<Option<i64>> {
    let found = protocol::getattr_opt_text(object, name)?;
    match found.filter(|value| !is_none(value)) {
        Some(value) => match value.downcast::<Int>() {
            Some(int) => Ok(int.as_i64()),
            None => Err(value_error(format!(
                "invalid integer value: {}",
                protocol::repr_text(&value)?
            ))),
        },
        None if required => Err(lacks(name, class)),
        None => Ok(None),
    }
}

fn field(object: &Obj, class: NodeClass, info: &FieldInfo) -> PyResult<Field> {
    let found = protocol::getattr_opt_text(object, info.name)?;
    let Some(value) = found else {
        return match info.arity() {
            Arity::Optional => Ok(Field::None),
            Arity::Many | Arity::ManyOptional => Ok(Field::List(Vec::new())),
            Arity::One if info.type_name() == "expr_context" => {
                Ok(Node::new(NodeClass::Load, Vec::new()).into())
            }
            Arity::One => Err(lacks(info.name, class)),
        };
    };
    match info.arity() {
        Arity::One | Arity::Optional => {
            if is_none(&value) && info.type_name() != "constant" {
                return match info.arity() {
                    Arity::Optional => Ok(Field::None),
                    _ => Err(value_error(format!(
                        "field '{}' is required for {}",
                        info.name,
                        class.name()
                    ))),
                };
            }
            single(&value, info)
        }
        Arity::Many | Arity::ManyOptional => {
            let Some(list) = value.downcast::<List>() else {
                return Err(type_error(format!(
                    "{} field \"{}\" must be a list, not a {}",
                    class.name(),
                    info.name,
                    value.ty().tp_name()
                )));
            };
            let mut items = Vec::with_capacity(list.len());
            for item in list.to_vec() {
                items.push(if is_none(&item) && info.arity() == Arity::ManyOptional {
                    Field::None
                } else {
                    single(&item, info)?
                });
            }
            Ok(Field::List(items))
        }
    }
}

fn single(value: &Obj, info: &FieldInfo) -> PyResult<Field> {
    match info.type_name() {
        "identifier" => match value.downcast::<Str>() {
            Some(text) => Ok(Field::Text(text.to_wtf8())),
            None => Err(type_error("AST identifier must be of type str")),
        },
        "string" => match value.downcast::<Str>() {
            Some(text) => Ok(Field::Text(text.to_wtf8())),
            None => Err(type_error("AST string must be of type str")),
        },
        "int" => match value.downcast::<Int>().and_then(Int::as_i64) {
            Some(number) => Ok(Field::Int(number)),
            None => Err(value_error(format!(
                "invalid integer value: {}",
                protocol::repr_text(value)?
            ))),
        },
        "constant" => Ok(Field::Constant(constant(value)?)),
        _ => Ok(node(value)?.into()),
    }
}

fn constant(value: &Obj) -> PyResult<Constant> {
    let all = |items: Vec<serpentarium_runtime::object::Ref>| -> PyResult<Vec<Constant>> {
        items.iter().map(|item| constant(item)).collect()
    };
    Ok(if is_none(value) {
        Constant::None
    } else if is_ellipsis(value) {
        Constant::Ellipsis
    } else if value.is(bool_obj(true)) {
        Constant::Bool(true)
    } else if value.is(bool_obj(false)) {
        Constant::Bool(false)
    } else if let Some(int) = value.downcast_exact::<Int>() {
        Constant::Int(int.to_big().into_owned())
    } else if let Some(float) = value.downcast_exact::<Float>() {
        Constant::Float(float.value())
    } else if let Some(complex) = value.downcast_exact::<Complex>() {
        Constant::Complex {
            re: complex.re,
            im: complex.im,
        }
    } else if let Some(text) = value.downcast_exact::<Str>() {
        Constant::Str(text.to_wtf8())
    } else if let Some(bytes) = value.downcast_exact::<Bytes>() {
        Constant::Bytes(bytes.as_slice().to_vec())
    } else if let Some(tuple) = value.downcast_exact::<Tuple>() {
        Constant::Tuple(all(tuple.iter().collect())?)
    } else if value.is_exact(&FROZENSET_TYPE) {
        Constant::FrozenSet(all(protocol::collect(value)?)?)
    } else {
        return Err(type_error(format!(
            "got an invalid type in Constant: {}",
            value.ty().name()
        )));
    })
}

//! Witnesses written as a type.

use ty_python_semantic::types::{KnownClass, Type, UnionType};
use ty_python_semantic::{Db, ProgramEnvironment};

use super::{Witness, is_dark};

/// A type that was worked out from witnesses, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    pub text: String,
    /// Nothing about it was left open.
    pub is_complete: bool,
    /// The text can stand as an annotation.
    pub is_insertable: bool,
}

impl Inferred {
    /// The union of witnesses; `None` if they say nothing.
    pub fn of<'db>(
        db: &'db dyn Db,
        env: &ProgramEnvironment<'db>,
        witnesses: &[Witness<'db>],
    ) -> Option<Self> {
        let mut types: Vec<Type<'db>> = Vec::new();
        let mut texts: Vec<String> = Vec::new();
        let mut is_complete = true;
        for witness in witnesses {
            match witness {
                Witness::Value { ty, .. } | Witness::Type(ty) if !is_dark(*ty) => {
                    types.push(promoted(db, env, *ty));
                }
                Witness::Function { definition, .. } => {
                    let name = definition.name(db).unwrap_or_default();
                    texts.push(format!("(...) -> {name}(...)"));
                    is_complete = false;
                }
                Witness::Generator {
                    yields,
                    returns,
                    is_async,
                } => {
                    let yields = part(db, env, yields, &mut is_complete);
                    texts.push(match is_async {
                        true => format!("AsyncGenerator[{yields}, Any]"),
                        false => {
                            let returns = part(db, env, returns, &mut is_complete);
                            format!("Generator[{yields}, Any, {returns}]")
                        }
                    });
                }
                Witness::Coroutine(awaited) => {
                    let awaited = part(db, env, awaited, &mut is_complete);
                    texts.push(format!("CoroutineType[Any, Any, {awaited}]"));
                }
                _ => is_complete = false,
            }
        }
        let mut is_insertable = is_complete;
        if !types.is_empty() {
            let has_none = types.iter().any(|ty| ty.is_none(db));
            types.sort_by_key(|ty| ty.is_none(db));
            let union = UnionType::from_elements(db, env, types.iter().copied());
            let parts = union.display(db, env).to_string_parts();
            is_insertable &= parts.is_valid_syntax;
            let at = match has_none && types.len() > 1 {
                true => 0,
                false => texts.len(),
            };
            texts.insert(at, parts.label);
        }
        let mut seen = std::collections::HashSet::new();
        texts.retain(|text| seen.insert(text.clone()));
        (!texts.is_empty()).then(|| Self {
            text: texts.join(" | "),
            is_complete,
            is_insertable,
        })
    }
}

fn part<'db>(
    db: &'db dyn Db,
    env: &ProgramEnvironment<'db>,
    witnesses: &[Witness<'db>],
    is_complete: &mut bool,
) -> String {
    match Inferred::of(db, env, witnesses) {
        Some(inferred) => {
            *is_complete &= inferred.is_complete;
            inferred.text
        }
        None => {
            *is_complete = false;
            "Unknown".to_owned()
        }
    }
}

/// `int` for `Literal[1]`: what a person would write.
pub fn promoted<'db>(db: &'db dyn Db, env: &ProgramEnvironment<'db>, ty: Type<'db>) -> Type<'db> {
    match ty {
        Type::LiteralValue(_) => {}
        Type::Union(union) => {
            let parts = union.elements(db).iter();
            let parts: Vec<Type<'db>> = parts.map(|part| promoted(db, env, *part)).collect();
            return UnionType::from_elements(db, env, parts);
        }
        _ => return ty,
    }
    let text = ty.display(db, env).to_string();
    let literal = text.strip_prefix("Literal[").unwrap_or(&text);
    let class = match literal.as_bytes() {
        [b'b', b'"' | b'\'', ..] => KnownClass::Bytes,
        [b'"' | b'\'', ..] => KnownClass::Str,
        [b'0'..=b'9' | b'-', ..] => KnownClass::Int,
        _ if text == "LiteralString" => KnownClass::Str,
        _ if matches!(literal, "True]" | "False]") => KnownClass::Bool,
        _ => return ty,
    };
    class.to_instance(db, env)
}

//! Requests of our own, `serpentarium/...`: views of the window that DAP has no words for.
//! Their bodies are the views as [`serpentarium_introspect::protocol::view`] defines them.

use std::rc::Rc;

use serde::Deserialize;
use serde_json::{Value, json};
use serpentarium_introspect::protocol::{Command, ObjectId, Reply};

use crate::error::RequestError;
use crate::handles::parse_reference;
use crate::session::{Session, ask};
use crate::types::NoArguments;

/// Arguments that name a code object by one of our instruction references.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeArguments {
    memory_reference: String,
}

/// Handles `serpentarium/code`: `{code: CodeView}`.
pub async fn code(session: Rc<Session>, arguments: CodeArguments) -> Result<Value, RequestError> {
    let place = parse_reference(&arguments.memory_reference, 0);
    let (code, _) =
        place.ok_or_else(|| RequestError::not_found("code at", arguments.memory_reference))?;
    let view = ask!(session, Command::Code { code }, Reply::Code(view) => view);
    Ok(json!({"code": view}))
}

/// Handles `serpentarium/generators`: `{generators: [GeneratorView]}`.
pub async fn generators(session: Rc<Session>, _: NoArguments) -> Result<Value, RequestError> {
    let views = ask!(session, Command::Generators, Reply::Generators(views) => views);
    Ok(json!({"generators": views}))
}

/// Handles `serpentarium/tasks`: `{tasks: [TaskView]}`.
pub async fn tasks(session: Rc<Session>, _: NoArguments) -> Result<Value, RequestError> {
    let views = ask!(session, Command::Tasks, Reply::Tasks(views) => views);
    Ok(json!({"tasks": views}))
}

/// Arguments that name an object by its id.
#[derive(Debug, Deserialize)]
pub struct ObjectArguments {
    id: u64,
    #[serde(default)]
    limit: u32,
}

/// Handles `serpentarium/class`: `{class: ClassView}`.
pub async fn class(
    session: Rc<Session>,
    arguments: ObjectArguments,
) -> Result<Value, RequestError> {
    let command = Command::Class {
        id: ObjectId(arguments.id),
    };
    let view = ask!(session, command, Reply::Class(view) => view);
    Ok(json!({"class": view}))
}

/// Handles `serpentarium/signature`: `{signature: SignatureView}`.
pub async fn signature(
    session: Rc<Session>,
    arguments: ObjectArguments,
) -> Result<Value, RequestError> {
    let command = Command::Signature {
        id: ObjectId(arguments.id),
    };
    let view = ask!(session, command, Reply::Signature(view) => view);
    Ok(json!({"signature": view}))
}

/// Handles `serpentarium/referrers`: `{objects: [ObjectView]}`.
pub async fn referrers(
    session: Rc<Session>,
    arguments: ObjectArguments,
) -> Result<Value, RequestError> {
    let command = Command::Referrers {
        id: ObjectId(arguments.id),
        limit: arguments.limit,
    };
    let views = ask!(session, command, Reply::Objects(views) => views);
    Ok(json!({"objects": views}))
}

/// Arguments of `serpentarium/heap`.
#[derive(Debug, Deserialize)]
pub struct HeapArguments {
    #[serde(default)]
    limit: u32,
}

/// Handles `serpentarium/heap`: `{heap: HeapView}`.
pub async fn heap(session: Rc<Session>, arguments: HeapArguments) -> Result<Value, RequestError> {
    let command = Command::Heap {
        limit: arguments.limit,
    };
    let view = ask!(session, command, Reply::Heap(view) => view);
    Ok(json!({"heap": view}))
}

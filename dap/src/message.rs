//! The three kinds of DAP message.
//!
//! Own types beside `dap_types::messages`, which keeps a request's arguments under
//! `body` where the specification has `arguments`, and has no error responses.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A message as it travels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Message {
    /// Asks for something; either side may.
    Request(Request),
    /// Answers a request.
    Response(Response),
    /// Tells something.
    Event(Event),
}

/// A request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The sender's running number, from 1.
    pub seq: u64,
    /// What is asked for.
    pub command: String,
    /// Its arguments, an object; missing where there are none.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub arguments: Value,
}

/// A response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The sender's running number, from 1.
    pub seq: u64,
    /// The `seq` of the request it answers.
    pub request_seq: u64,
    /// Whether the request was carried out.
    pub success: bool,
    /// The request's command.
    pub command: String,
    /// If not successful: the error in short, for programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The result, or `{"error": ...}`.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub body: Value,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The sender's running number, from 1.
    pub seq: u64,
    /// What happened.
    pub event: String,
    /// The particulars.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub body: Value,
}

/// What to answer to content that is JSON but no message: if it looks like a request
/// whose number can be told, the number and command to answer under.
pub fn answerable(content: &Value) -> Option<(u64, String)> {
    let seq = content.get("seq")?.as_u64()?;
    let kind = content.get("type").and_then(Value::as_str);
    let looks_like_request =
        kind == Some("request") || (kind.is_none() && content.get("command").is_some());
    let command = content
        .get("command")
        .and_then(Value::as_str)
        .unwrap_or_default();
    looks_like_request.then(|| (seq, command.to_owned()))
}

/// Serialises a body without its null members.
///
/// `dap_types` writes an absent optional member as `null`; the specification's
/// optional members are absent or of their type, and clients take the `null` of, say,
/// a frame's `source` at its word.
pub fn body(value: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(value).unwrap_or_else(|error| json!(error.to_string()));
    strip_nulls(&mut value);
    value
}

fn strip_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => strip_members(members),
        Value::Array(items) => items.iter_mut().for_each(strip_nulls),
        _ => {}
    }
}

fn strip_members(members: &mut Map<String, Value>) {
    members.retain(|_, member| !member.is_null());
    members.values_mut().for_each(strip_nulls);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_specification_writes_them() {
        let text = r#"{"seq":3,"type":"request","command":"next","arguments":{"threadId":1}}"#;
        let message: Message = serde_json::from_str(text).unwrap();
        let Message::Request(request) = &message else {
            panic!("{message:?}")
        };
        assert_eq!((request.seq, request.command.as_str()), (3, "next"));
        assert_eq!(
            serde_json::to_value(&message).unwrap(),
            serde_json::from_str::<Value>(text).unwrap()
        );
    }

    #[test]
    fn what_can_be_answered() {
        let answer = |content: Value| answerable(&content);
        assert_eq!(
            answer(json!({"seq": 4, "type": "request"})),
            Some((4, String::new()))
        );
        assert_eq!(
            answer(json!({"seq": 4, "command": "next"})),
            Some((4, "next".into()))
        );
        assert_eq!(
            answer(json!({"seq": 4, "type": "request", "command": 5})),
            Some((4, String::new()))
        );
        assert_eq!(
            answer(json!({"seq": 4, "type": "event", "event": "x"})),
            None
        );
        assert_eq!(answer(json!({"seq": -4, "type": "request"})), None);
        assert_eq!(answer(json!([1])), None);
    }

    #[test]
    fn nulls_are_left_out() {
        let value = json!({"a": null, "b": [{"c": null, "d": 1}], "e": {}});
        assert_eq!(body(&value), json!({"b": [{"d": 1}], "e": {}}));
    }
}

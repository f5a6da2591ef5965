//! One session from its first message to its last.

use std::rc::Rc;

use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot};
use tokio::task::spawn_local;

use crate::codec::{Decoder, encode};
use crate::error::{ErrorId, RequestError};
use crate::handlers::lifecycle;
use crate::launch::Launcher;
use crate::message::{Message, Request, answerable};
use crate::session::{Phase, Session};
use crate::table::{self, Handling, Then};

/// Serves a client until it disconnects or its stream ends. A program that the session
/// launched does not outlive it.
///
/// Has to be called inside a [`LocalSet`](tokio::task::LocalSet): a session is a handful of
/// tasks on one thread, which share it without locks. They are the reader (here), a writer,
/// one task per request under way, and one that takes in what the debuggee says. None
/// blocks the thread; a request waits only for the debuggee or the client.
pub async fn serve(
    reader: impl AsyncRead + Unpin,
    writer: impl AsyncWrite + Unpin + 'static,
    launcher: Rc<dyn Launcher>,
) {
    let (outgoing, messages) = mpsc::unbounded_channel();
    let (finish, finished) = oneshot::channel();
    let writing = spawn_local(write(writer, messages, finished));
    let session = Session::new(launcher, outgoing);
    tokio::select! {
        () = read(reader, &session) => {}
        () = session.left() => {}
    }
    lifecycle::abandon(&session).await;
    let _ = finish.send(());
    let _ = writing.await;
}

async fn write(
    mut writer: impl AsyncWrite + Unpin,
    mut messages: mpsc::UnboundedReceiver<Message>,
    mut finished: oneshot::Receiver<()>,
) {
    loop {
        let message = tokio::select! {
            biased;
            message = messages.recv() => message,
            _ = &mut finished => return,
        };
        let Some(message) = message else { return };
        let content = serde_json::to_value(&message).unwrap_or_default();
        let written = async {
            writer.write_all(&encode(&content)).await?;
            writer.flush().await
        };
        if let Err(error) = written.await {
            // The reader sees the end of the stream too and ends the session.
            eprintln!("serpentarium dap: cannot write to the client: {error}");
            return;
        }
    }
}

async fn read(mut reader: impl AsyncRead + Unpin, session: &Rc<Session>) {
    let mut decoder = Decoder::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match reader.read(&mut buffer).await {
            Ok(0) => return,
            Ok(count) => decoder.push(&buffer[..count]),
            Err(error) => {
                eprintln!("serpentarium dap: cannot read from the client: {error}");
                return;
            }
        }
        while let Some(content) = decoder.decode() {
            match content {
                Ok(content) => receive(session, content),
                Err(fault) => complain(session, &fault.to_string()),
            }
            // Lets what was just received begin before the next message is looked at.
            tokio::task::yield_now().await;
        }
    }
}

fn receive(session: &Rc<Session>, content: Value) {
    match serde_json::from_value::<Message>(content.clone()) {
        Ok(Message::Request(request)) => dispatch(session, request),
        Ok(Message::Response(response)) => session.answered(response),
        Ok(Message::Event(_)) => complain(session, "a client sends no events"),
        Err(error) => match answerable(&content) {
            Some((seq, command)) => session.respond(
                seq,
                &command,
                Err(
                    RequestError::new(ErrorId::Malformed, "malformed request: {error}")
                        .with("error", error.to_string()),
                ),
            ),
            None => complain(session, &format!("malformed message: {error}")),
        },
    }
}

/// Tells of something that cannot be answered. Before `initialize` the specification
/// allows no event, so then only the log has it.
fn complain(session: &Session, text: &str) {
    eprintln!("serpentarium dap: {text}");
    if session.phase.get() != Phase::Fresh {
        let output = format!("serpentarium dap: {text}\n");
        session.event("output", &json!({"category": "console", "output": output}));
    }
}

fn dispatch(session: &Rc<Session>, request: Request) {
    let Request {
        seq,
        command,
        arguments,
    } = request;
    let Some(entry) = table::find(&command) else {
        let error = RequestError::new(ErrorId::UnknownRequest, "unknown request '{command}'")
            .with("command", command.clone());
        return session.respond(seq, &command, Err(error));
    };
    let phase = session.phase.get();
    if !entry.when.allows(phase) {
        return session.respond(seq, &command, Err(entry.when.refuse(&command, phase)));
    }
    let handling = (entry.start)(session.clone(), arguments);
    let (cancel, cancelled) = oneshot::channel();
    session.cancellable.borrow_mut().insert(seq, cancel);
    let session = session.clone();
    spawn_local(async move {
        let result = carry_out(&session, handling, cancelled).await;
        session.cancellable.borrow_mut().remove(&seq);
        let (result, then) = match result {
            Ok((body, then)) => (Ok(body), then),
            Err(error) => (Err(error), None),
        };
        session.respond(seq, &command, result);
        if let Some(then) = then {
            then.await;
        }
    });
}

/// Runs a handler in a task of its own, so that a panic in it is an answer and no more.
async fn carry_out(
    session: &Session,
    handling: Handling,
    cancelled: oneshot::Receiver<()>,
) -> Result<(Value, Option<Then>), RequestError> {
    let mut task = spawn_local(handling);
    let joined = tokio::select! {
        joined = &mut task => joined,
        Ok(()) = cancelled => {
            task.abort();
            return Err(RequestError::new(ErrorId::Cancelled, "cancelled"));
        }
    };
    joined.unwrap_or_else(|error| {
        complain(session, &format!("a request failed: {error}"));
        Err(
            RequestError::new(ErrorId::Internal, "the debug adapter failed: {error}")
                .with("error", error.to_string())
                .shown(),
        )
    })
}

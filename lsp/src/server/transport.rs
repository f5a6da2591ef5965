//! The base protocol: frames in and out, each message to the service in the order it came.
//!
//! tower-lsp's own loop stops at the first malformed message and limits how many requests run at
//! once, which would hold `$/cancelRequest` back behind slow ones; this one answers a malformed
//! message with the error that JSON-RPC prescribes and goes on.

use std::future::poll_fn;
use std::io::{self, BufRead, Read};

use futures::executor::block_on;
use futures::future::BoxFuture;
use futures::{FutureExt, Sink, SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tower::Service;
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::{Request, Response};

use crate::server::notebooks::Notebooks;
use crate::server::output::{Output, Stream};
use crate::server::reading::{self, Reader};

/// A body longer than this is skipped and refused.
const MAX_CONTENT_LENGTH: usize = 1 << 30;

/// What reading one frame gave.
enum Frame {
    Body(Vec<u8>),
    Malformed(String),
    End,
}

/// Serves until `exit`, the end of input, or a broken output.
pub async fn serve<S, I>(
    service: S,
    socket: ClientSocket,
    input: I,
    output: Stream,
    notebooks: Notebooks,
) where
    S: Service<Request, Response = Option<Response>> + Send + 'static,
    S::Error: std::fmt::Display + Send,
    S::Future: Send + 'static,
    I: BufRead + Send + 'static,
{
    let (requests, responses) = socket.split();
    let (output, writer) = Output::start(output);
    let forward = tokio::spawn(forward_requests(requests, output.clone(), notebooks));
    let (ended, end) = oneshot::channel();
    let messages = Messages {
        service,
        responses,
        input,
        output,
        is_over: false,
        _ended: ended,
    };
    match reading::start(messages) {
        // Nothing is ever sent: the sender goes.
        Ok(()) => drop(end.await),
        Err(error) => eprintln!("serpentarium lsp: cannot start a thread: {error}"),
    }
    forward.abort();
    // The writer ends when the last pending answer has dropped its output.
    let _ = tokio::time::timeout(std::time::Duration::from_secs(5), writer).await;
}

async fn forward_requests(
    mut requests: impl StreamExt<Item = Request> + Unpin,
    output: Output,
    notebooks: Notebooks,
) {
    while let Some(request) = requests.next().await {
        for request in of_cells(request, &notebooks) {
            output.say(&request);
        }
    }
}

/// Diagnostics of a notebook's module are sent as those of its cells.
fn of_cells(request: Request, notebooks: &Notebooks) -> Vec<Request> {
    const PUBLISH: &str = "textDocument/publishDiagnostics";
    let notebooks = notebooks.lock();
    let report = request.params().filter(|params| {
        let url = params["uri"].as_str().unwrap_or_default();
        request.method() == PUBLISH && notebooks.is_module(url)
    });
    let Some(report) = report else {
        return vec![request];
    };
    let parts = notebooks.split(report, "diagnostics").into_iter();
    parts
        .map(|part| Request::build(PUBLISH).params(part).finish())
        .collect()
}

/// Reads messages and gives them to the service.
struct Messages<S, K, I> {
    service: S,
    responses: K,
    input: I,
    output: Output,
    /// `exit` was read.
    is_over: bool,
    /// Dropped when nothing is read any more.
    _ended: oneshot::Sender<()>,
}

impl<S, K, I> Reader for Messages<S, K, I>
where
    S: Service<Request, Response = Option<Response>> + Send + 'static,
    S::Error: std::fmt::Display + Send,
    S::Future: Send + 'static,
    K: Sink<Response> + Unpin + Send + 'static,
    I: BufRead + Send + 'static,
{
    fn next(&mut self) -> Option<BoxFuture<'static, ()>> {
        if self.is_over {
            return None;
        }
        let request = self.request()?;
        self.is_over = request.method() == "exit";
        let answer = self.service.call(request);
        Some(tell(answer, self.output.clone()).boxed())
    }
}

impl<S, K, I> Messages<S, K, I>
where
    S: Service<Request>,
    K: Sink<Response> + Unpin,
    I: BufRead,
{
    /// The next request or notification; `None` at the end of input.
    fn request(&mut self) -> Option<Request> {
        loop {
            let message = match read_frame(&mut self.input) {
                Frame::Body(body) => serde_json::from_slice(&body).map_err(|it| it.to_string()),
                Frame::Malformed(reason) => Err(reason),
                Frame::End => return None,
            };
            let message: Value = match message {
                Ok(message) => message,
                Err(reason) => {
                    refuse(&self.output, -32700, "Parse error", &reason);
                    continue;
                }
            };
            if is_response(&message) {
                if let Ok(response) = serde_json::from_value::<Response>(message) {
                    drop(block_on(self.responses.send(response)));
                }
                continue;
            }
            match serde_json::from_value(message) {
                Ok(request) => {
                    let ready = block_on(poll_fn(|context| self.service.poll_ready(context)));
                    return ready.is_ok().then_some(request);
                }
                Err(error) => refuse(&self.output, -32600, "Invalid request", &error.to_string()),
            }
        }
    }
}

fn is_response(message: &Value) -> bool {
    message.get("method").is_none()
        && (message.get("result").is_some() || message.get("error").is_some())
}

async fn tell<E: std::fmt::Display>(
    answer: impl Future<Output = Result<Option<Response>, E>>,
    output: Output,
) {
    match answer.await {
        Ok(Some(response)) => output.say(&response),
        Ok(None) => {}
        Err(error) => eprintln!("serpentarium lsp: {error}"),
    }
}

fn refuse(output: &Output, code: i64, message: &str, reason: &str) {
    let error = json!({"code": code, "message": message, "data": reason});
    output.say(&json!({"jsonrpc": "2.0", "id": null, "error": error}));
}

/// Reads headers and body. A header section without a usable length is dropped as a whole, so that
/// reading goes on at the next one.
fn read_frame(input: &mut impl BufRead) -> Frame {
    let mut length: Result<Option<usize>, String> = Ok(None);
    loop {
        let mut line = Vec::new();
        match input.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return Frame::End,
            Ok(_) => {}
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches(['\r', '\n']);
        if line.is_empty() {
            match length {
                Ok(Some(length)) => return read_body(input, length),
                Ok(None) => return Frame::Malformed("no Content-Length header".to_owned()),
                Err(reason) => return Frame::Malformed(reason),
            }
        }
        let Some((name, value)) = line.split_once(':') else {
            length = Err(format!("not a header: {line:?}"));
            continue;
        };
        if name.trim().eq_ignore_ascii_case("content-length") {
            length = match value.trim().parse() {
                Ok(length) => Ok(Some(length)),
                Err(_) => Err(format!("not a length: {:?}", value.trim())),
            };
        }
    }
}

fn read_body(input: &mut impl BufRead, length: usize) -> Frame {
    if length > MAX_CONTENT_LENGTH {
        let mut rest = input.take(length as u64);
        return match io::copy(&mut rest, &mut io::sink()) {
            Ok(_) => Frame::Malformed(format!("a message of {length} bytes")),
            Err(_) => Frame::End,
        };
    }
    let mut body = Vec::new();
    // Only what came counts: a length may be a lie.
    match input.take(length as u64).read_to_end(&mut body) {
        Ok(read) if read == length => Frame::Body(body),
        _ => Frame::End,
    }
}

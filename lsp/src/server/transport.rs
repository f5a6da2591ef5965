//! The base protocol: frames in and out, each message to the service in the order it came.
//!
//! tower-lsp's own loop stops at the first malformed message and limits how many requests run at
//! once, which would hold `$/cancelRequest` back behind slow ones; this one answers a malformed
//! message with the error that JSON-RPC prescribes and goes on.

use futures::{Sink, SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, BufReader};
use tower::Service;
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::{Request, Response};

use crate::server::notebooks::Notebooks;
use crate::server::output::{Output, Stream};
use crate::server::tasks;

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
    S::Error: std::fmt::Display,
    S::Future: Send + 'static,
    I: tokio::io::AsyncRead + Unpin + Send + 'static,
{
    let (requests, responses) = socket.split();
    let (output, writer) = Output::start(output);
    let forward = tokio::spawn(forward_requests(requests, output.clone(), notebooks));
    read_messages(service, responses, BufReader::new(input), output).await;
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

async fn read_messages<S, K, I>(
    mut service: S,
    mut responses: K,
    mut input: BufReader<I>,
    output: Output,
) where
    S: Service<Request, Response = Option<Response>>,
    S::Error: std::fmt::Display,
    S::Future: Send + 'static,
    K: Sink<Response> + Unpin,
    I: tokio::io::AsyncRead + Unpin,
{
    loop {
        let body = match read_frame(&mut input).await {
            Frame::Body(body) => body,
            Frame::Malformed(reason) => {
                refuse(&output, -32700, "Parse error", &reason);
                continue;
            }
            Frame::End => return,
        };
        let value: Value = match serde_json::from_slice(&body) {
            Ok(value) => value,
            Err(error) => {
                refuse(&output, -32700, "Parse error", &error.to_string());
                continue;
            }
        };
        if value.get("method").is_none()
            && (value.get("result").is_some() || value.get("error").is_some())
        {
            if let Ok(response) = serde_json::from_value::<Response>(value) {
                drop(responses.send(response).await);
            }
            continue;
        }
        let request: Request = match serde_json::from_value(value) {
            Ok(request) => request,
            Err(error) => {
                refuse(&output, -32600, "Invalid request", &error.to_string());
                continue;
            }
        };
        let is_exit = request.method() == "exit";
        if std::future::poll_fn(|context| service.poll_ready(context))
            .await
            .is_err()
        {
            return;
        }
        dispatch(service.call(request), output.clone());
        if is_exit {
            return;
        }
    }
}

fn dispatch<F, E>(answer: F, output: Output)
where
    F: Future<Output = Result<Option<Response>, E>> + Send + 'static,
    E: std::fmt::Display,
{
    tasks::start(async move {
        match answer.await {
            Ok(Some(response)) => output.say(&response),
            Ok(None) => {}
            Err(error) => eprintln!("serpentarium lsp: {error}"),
        }
    });
}

fn refuse(output: &Output, code: i64, message: &str, reason: &str) {
    let error = json!({"code": code, "message": message, "data": reason});
    output.say(&json!({"jsonrpc": "2.0", "id": null, "error": error}));
}

/// Reads headers and body. A header section without a usable length is dropped as a whole, so that
/// reading goes on at the next one.
async fn read_frame(input: &mut (impl AsyncBufRead + Unpin)) -> Frame {
    let mut length: Result<Option<usize>, String> = Ok(None);
    loop {
        let mut line = Vec::new();
        match input.read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return Frame::End,
            Ok(_) => {}
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches(['\r', '\n']);
        if line.is_empty() {
            match length {
                Ok(Some(length)) => return read_body(input, length).await,
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

async fn read_body(input: &mut (impl AsyncBufRead + Unpin), length: usize) -> Frame {
    if length > MAX_CONTENT_LENGTH {
        let mut rest = input.take(length as u64);
        return match tokio::io::copy(&mut rest, &mut tokio::io::sink()).await {
            Ok(_) => Frame::Malformed(format!("a message of {length} bytes")),
            Err(_) => Frame::End,
        };
    }
    let mut body = vec![0; length];
    match input.read_exact(&mut body).await {
        Ok(_) => Frame::Body(body),
        Err(_) => Frame::End,
    }
}

//! What stands before the service: document changes go to their owner in the order of arrival,
//! and messages at the wrong time get the protocol's errors.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use futures::future::{BoxFuture, FutureExt, ready};
use serde::de::DeserializeOwned;
use serde_json::json;
use tower::Service;
use tower_lsp::jsonrpc::{Error, ErrorCode, Request, Response};
use tower_lsp::lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    PositionEncodingKind,
};

use crate::protocol::extensions;
use crate::protocol::position::Encoding;
use crate::server::asked::UnderWay;
use crate::server::documents::{Documents, Message};
use crate::server::notebooks::Notebooks;
use crate::server::notebooks::translate::Asked;

const FRESH: u8 = 0;
const RUNNING: u8 = 1;
const SHUT_DOWN: u8 = 2;

/// How far the session has come, as far as the exit code needs it.
#[derive(Debug, Clone, Default)]
pub struct Phase(Arc<AtomicU8>);

impl Phase {
    /// The process's exit code if it ended now.
    pub fn exit_code(&self) -> u8 {
        u8::from(self.0.load(Ordering::Relaxed) != SHUT_DOWN)
    }

    fn enter(&self, phase: u8) {
        self.0.store(phase, Ordering::Relaxed);
    }

    fn is(&self, phase: u8) -> bool {
        self.0.load(Ordering::Relaxed) == phase
    }
}

#[derive(Debug)]
pub struct Gate<S> {
    pub inner: S,
    pub documents: Documents,
    pub phase: Phase,
    pub notebooks: Notebooks,
    pub under_way: UnderWay,
}

type Answer<E> = BoxFuture<'static, Result<Option<Response>, E>>;

impl<S> Service<Request> for Gate<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = Answer<S::Error>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if let Some(error) = self.refusal(&request) {
            let (_, id, _) = request.into_parts();
            return ready(Ok(id.map(|id| Response::from_error(id, error)))).boxed();
        }
        if self.take_document_change(&request) || self.take_notebook_change(&request) {
            return ready(Ok(None)).boxed();
        }
        match request.method() {
            "initialize" => self.watch_initialize(request),
            "$/cancelRequest" => self.cancel(request),
            method => {
                if method == "shutdown" {
                    self.phase.enter(SHUT_DOWN);
                }
                let request = match method {
                    "workspace/symbol" => renamed(request, extensions::WORKSPACE_SYMBOL),
                    _ => request,
                };
                self.call_about_cells(request)
            }
        }
    }
}

impl<S> Gate<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    fn refusal(&self, request: &Request) -> Option<Error> {
        match request.method() {
            "initialize" | "exit" => None,
            _ if self.phase.is(FRESH) => Some(Error {
                code: ErrorCode::ServerError(-32002),
                message: "Server not initialized".into(),
                data: None,
            }),
            _ if self.phase.is(SHUT_DOWN) => Some(Error::invalid_request()),
            _ => None,
        }
    }

    /// Passes a request on; one about a cell becomes one about the module behind it, and every
    /// answer is about cells again.
    fn call_about_cells(&mut self, request: Request) -> Answer<S::Error> {
        if request.id().is_none() {
            return self.notify(request);
        }
        if self.notebooks.lock().is_empty() {
            return self.answer(request);
        }
        let (method, id, params) = request.into_parts();
        let (mut method, mut params) = (method.into_owned(), params.unwrap_or_default());
        let cell = match self.notebooks.lock().ask(&mut method, &mut params) {
            Asked::Pass(cell) => cell,
            Asked::Answered(answer) => {
                return ready(Ok(id.map(|id| Response::from_ok(id, answer)))).boxed();
            }
        };
        let mut request = Request::build(method.clone());
        if !params.is_null() {
            request = request.params(params);
        }
        if let Some(id) = id {
            request = request.id(id);
        }
        let answer = self.answer(request.finish());
        let notebooks = self.notebooks.clone();
        async move {
            Ok(answer.await?.map(|response| match response.into_parts() {
                (id, Ok(answer)) => {
                    let notebooks = notebooks.lock();
                    Response::from_ok(id, notebooks.answer(&method, cell.as_deref(), answer))
                }
                (id, Err(error)) => Response::from_error(id, error),
            }))
        }
        .boxed()
    }

    fn answer(&mut self, request: Request) -> Answer<S::Error> {
        let id = request.id().cloned();
        let arrived_after = self.documents.stamp();
        let answer = self.inner.call(request);
        self.under_way.answer(id.as_ref(), arrived_after, answer)
    }

    /// Answers the request that is not wanted any more; who only waits for something stops waiting.
    fn cancel(&mut self, notification: Request) -> Answer<S::Error> {
        let answer = self.under_way.cancel(&notification);
        let told = self.inner.call(notification);
        async move {
            told.await?;
            Ok(answer)
        }
        .boxed()
    }

    /// Starts at once with what a notification asks for: a request that comes after it, and is run
    /// beside it, finds files, folders and settings as it has left them.
    fn notify(&mut self, notification: Request) -> Answer<S::Error> {
        let mut answer = self.answer(notification);
        match (&mut answer).now_or_never() {
            Some(done) => ready(done).boxed(),
            None => answer,
        }
    }

    /// Whether the message was about a notebook as such, and so is done with.
    fn take_notebook_change(&self, request: &Request) -> bool {
        if !request.method().starts_with("notebookDocument/") {
            return false;
        }
        let nothing = serde_json::Value::Null;
        let params = request.params().unwrap_or(&nothing);
        let taken = self.notebooks.lock().take(request.method(), params);
        match taken {
            Some(message) => self.pass_on(message),
            None => return false,
        }
        true
    }

    fn watch_initialize(&mut self, request: Request) -> Answer<S::Error> {
        let answer = self.inner.call(with_names_of_the_crate(request));
        let phase = self.phase.clone();
        let notebooks = self.notebooks.clone();
        async move {
            let response = answer.await?;
            if response.as_ref().is_some_and(Response::is_ok) {
                phase.enter(RUNNING);
            }
            Ok(response.map(|response| with_missing_capabilities(response, &notebooks)))
        }
        .boxed()
    }

    /// Whether the message was a document change, and so is done with.
    fn take_document_change(&self, request: &Request) -> bool {
        match request.method() {
            "textDocument/didOpen" => {
                let opened = params::<DidOpenTextDocumentParams>(request);
                self.pass_on(opened.map(|params| Message::Open(params.text_document)));
            }
            "textDocument/didChange" => {
                let changed = params::<DidChangeTextDocumentParams>(request);
                self.pass_on(changed.map(Message::Change));
            }
            "textDocument/didClose" => {
                let closed = params::<DidCloseTextDocumentParams>(request);
                self.pass_on(closed.map(|params| Message::Close(params.text_document.uri)));
            }
            _ => return false,
        }
        true
    }

    fn pass_on(&self, message: Option<Message>) {
        if let Some(message) = message {
            self.documents.send(message);
        }
    }
}

fn renamed(request: Request, method: &'static str) -> Request {
    let (_, id, params) = request.into_parts();
    let mut request = Request::build(method);
    if let Some(params) = params {
        request = request.params(params);
    }
    match id {
        Some(id) => request.id(id).finish(),
        None => request.finish(),
    }
}

/// `initialize` with what the crate's type calls otherwise than the specification.
fn with_names_of_the_crate(request: Request) -> Request {
    let (method, id, params) = request.into_parts();
    let mut request = Request::build(method);
    if let Some(mut params) = params {
        if let Some(workspace) = params.pointer_mut("/capabilities/workspace")
            && let Some(diagnostics) = workspace.get("diagnostics").cloned()
        {
            workspace["diagnostic"] = diagnostics;
        }
        request = request.params(params);
    }
    match id {
        Some(id) => request.id(id).finish(),
        None => request.finish(),
    }
}

/// What the crate's type of the capabilities has no fields for.
fn with_missing_capabilities(response: Response, notebooks: &Notebooks) -> Response {
    let (id, mut answer) = response.into_parts();
    if let Ok(result) = &mut answer {
        let encoding = result["capabilities"]["positionEncoding"].take();
        if let Ok(kind) = serde_json::from_value::<PositionEncodingKind>(encoding.clone()) {
            let encoding = Encoding::negotiate(Some(&[kind]));
            notebooks.lock().set_encoding(encoding);
        }
        result["capabilities"]["positionEncoding"] = encoding;
        let selector = json!([{"notebook": "*", "cells": [{"language": "python"}]}]);
        result["capabilities"]["notebookDocumentSync"] =
            json!({"notebookSelector": selector, "save": true});
        result["capabilities"]["typeHierarchyProvider"] = true.into();
    }
    match answer {
        Ok(result) => Response::from_ok(id, result),
        Err(error) => Response::from_error(id, error),
    }
}

/// A notification's parameters; a notification has no answer, so a malformed one is only logged.
fn params<P: DeserializeOwned>(request: &Request) -> Option<P> {
    let value = request.params().cloned().unwrap_or_default();
    match serde_json::from_value(value) {
        Ok(params) => Some(params),
        Err(error) => {
            eprintln!("serpentarium lsp: {}: {error}", request.method());
            None
        }
    }
}

//! `serpentarium/controlFlow` and `serpentarium/classes`

use tower_lsp::jsonrpc::Result;

use crate::analysis::bytecode_view;
use crate::analysis::graph::classes::{self, Anatomy};
use crate::analysis::graph::control_flow::{self, ControlFlow};
use crate::protocol::convert;
use crate::protocol::extensions::{
    AnatomyJson, BlockJson, ClassesResult, ControlFlowJson, ControlFlowParams, ControlFlowResult,
    DocumentParams, FlowJson, MemberJson,
};
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

pub async fn control_flow(
    backend: &Backend,
    params: ControlFlowParams,
) -> Result<Option<ControlFlowResult>> {
    let ControlFlowParams {
        document,
        with_bytecode,
    } = params;
    backend
        .read(&document.text_document.uri, OnEdit::Again, move |read| {
            flow_view(read, document.range, with_bytecode)
        })
        .await
}

fn flow_view(
    read: &Read,
    range: Option<tower_lsp::lsp_types::Range>,
    with_bytecode: bool,
) -> ControlFlowResult {
    let file = read.file();
    let within = range.map(|range| convert::text_range(file, range, read.encoding));
    let view = bytecode_view::view(file, None);
    let functions = control_flow::wanted(file, &view.codes, within)
        .into_iter()
        .map(|code| {
            read.context.cancel.check();
            let flow = ControlFlow::of(file, code);
            let graph = flow.graph(file, code, with_bytecode);
            ControlFlowJson {
                name: code.name.clone(),
                qualname: code.qualified_name.clone(),
                range: read.range(code.range),
                blocks: flow
                    .blocks
                    .iter()
                    .map(|block| BlockJson {
                        start: block.start,
                        end: block.end,
                        lines: block.lines.clone(),
                        range: block.range.map(|range| read.range(range)),
                        is_handler: block.is_handler,
                    })
                    .collect(),
                edges: flow
                    .flows
                    .iter()
                    .map(|&(from, to, flow)| FlowJson {
                        from,
                        to,
                        kind: flow.name(),
                    })
                    .collect(),
                mermaid: graph.mermaid("TD"),
                dot: graph.dot(&code.qualified_name, "TB"),
            }
        })
        .collect();
    ControlFlowResult {
        version: read.document.as_ref().map(|document| document.version),
        complete: view.is_complete,
        error: view.error,
        functions,
    }
}

pub async fn classes(backend: &Backend, params: DocumentParams) -> Result<Option<ClassesResult>> {
    backend
        .read(&params.text_document.uri, OnEdit::Again, move |read| {
            let within = params
                .range
                .map(|range| convert::text_range(read.file(), range, read.encoding));
            let found = classes::anatomies(&read.context, within);
            let graph = classes::graph(&found);
            ClassesResult {
                version: read.document.as_ref().map(|document| document.version),
                classes: found.into_iter().map(|class| json(read, class)).collect(),
                mermaid: graph.mermaid("TD"),
                dot: graph.dot("classes", "TB"),
            }
        })
        .await
}

fn json(read: &Read, class: Anatomy) -> AnatomyJson {
    let (mro, error) = match class.mro {
        Ok(mro) => (mro, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    AnatomyJson {
        name: class.name,
        range: class.range.map(|range| read.range(range)),
        bases: class.bases,
        mro,
        error,
        metaclass: class.metaclass,
        slots: class.slots,
        members: class
            .members
            .into_iter()
            .map(|(kind, name)| MemberJson { kind, name })
            .collect(),
    }
}

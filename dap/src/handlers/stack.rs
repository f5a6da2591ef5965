//! `stackTrace`.

use std::rc::Rc;

use dap_types::{
    ModuleId, StackFrame, StackFramePresentationHint, StackTraceArguments, StackTraceResponse,
};
use serpentarium_introspect::protocol::view::FrameView;
use serpentarium_introspect::protocol::{Command, Reply, ThreadId};

use crate::error::RequestError;
use crate::handles::reference;
use crate::session::{Session, ask};
use crate::sources::{client_position, client_source};

/// Handles `stackTrace`.
pub async fn stack_trace(
    session: Rc<Session>,
    arguments: StackTraceArguments,
) -> Result<StackTraceResponse, RequestError> {
    let clamp = |count: Option<u64>| u32::try_from(count.unwrap_or(0)).unwrap_or(u32::MAX);
    let command = Command::Stack {
        thread: ThreadId(arguments.thread_id),
        start: clamp(arguments.start_frame),
        levels: clamp(arguments.levels),
    };
    let (frames, total) = ask!(session, command, Reply::Stack { frames, total } => (frames, total));
    let format = arguments.format.unwrap_or_default_format();
    let mut stack_frames = Vec::with_capacity(frames.len());
    for frame in &frames {
        stack_frames.push(client_frame(&session, frame, &format).await);
    }
    Ok(StackTraceResponse {
        stack_frames,
        total_frames: Some(total.into()),
    })
}

/// Which parts of a frame's name a client wants.
struct NameFormat {
    module: bool,
    line: bool,
}

trait OrDefaultFormat {
    fn unwrap_or_default_format(self) -> NameFormat;
}

impl OrDefaultFormat for Option<dap_types::StackFrameFormat> {
    fn unwrap_or_default_format(self) -> NameFormat {
        let wants = |part: fn(&dap_types::StackFrameFormat) -> Option<bool>| {
            self.as_ref().and_then(part).unwrap_or(false)
        };
        NameFormat {
            module: wants(|format| format.module),
            line: wants(|format| format.line),
        }
    }
}

async fn client_frame(session: &Session, frame: &FrameView, format: &NameFormat) -> StackFrame {
    let position = client_position(session, &frame.source, &frame.position).await;
    let mut name = frame.name.clone();
    if let (true, Some(module)) = (format.module, &frame.module) {
        name = format!("{module}.{name}");
    }
    if format.line && position.line > 0 {
        name = format!("{name} : {}", position.line);
    }
    let hint = if frame.source.user_code {
        StackFramePresentationHint::Normal
    } else {
        StackFramePresentationHint::Subtle
    };
    StackFrame {
        id: frame.id.0,
        name,
        source: Some(client_source(session, &frame.source)),
        line: position.line,
        column: position.column,
        end_line: position.end_line,
        end_column: position.end_column,
        can_restart: Some(false),
        instruction_pointer_reference: Some(reference(frame.code, frame.offset.into())),
        module_id: frame.module.clone().map(ModuleId::String),
        presentation_hint: Some(hint),
    }
}

//! Copies of the process in which expressions are evaluated, so that looking changes
//! nothing.
//!
//! A copy evaluates one expression, answers over a socket, and stays to expand its value
//! until the program continues. It never returns to the program.

use std::io;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use serpentarium_runtime::debug::{self, Fork, Paused};

use super::session::Results;
use crate::protocol::{
    Command, Failure, FailureKind, FrameError, Reply, Request, Response, Root, read_frame,
    write_frame,
};

/// How long an evaluation may take.
const LIMIT: Duration = Duration::from_secs(5);

/// How many copies are kept.
const MOST: usize = 24;

/// Numbers of results in copies begin here; those below are the program's own.
const FIRST: u64 = 1 << 32;

/// The copies that are alive.
#[derive(Default)]
pub struct Forks {
    copies: Vec<Copy>,
    last: u64,
}

struct Copy {
    number: u64,
    pid: i32,
    stream: UnixStream,
}

/// Whether a result lives in a copy.
pub fn is_forked(root: &Root) -> bool {
    matches!(root, Root::Result(number) if *number >= FIRST)
}

impl Forks {
    /// Carries out a command in a new copy: `work` is run there, and again for every later
    /// command about its result.
    pub fn evaluate(
        &mut self,
        paused: &mut Paused,
        command: Command,
        work: impl Fn(&mut Paused, Command) -> Result<Reply, Failure>,
    ) -> Result<Reply, Failure> {
        while self.copies.len() >= MOST {
            self.copies.remove(0).end();
        }
        let broken =
            |error: io::Error| Failure::new(FailureKind::Internal, format!("no copy: {error}"));
        let (ours, theirs) = UnixStream::pair().map_err(broken)?;
        match debug::fork().map_err(broken)? {
            Fork::Child => {
                drop(ours);
                debug::silence();
                serve(paused, theirs, work);
                debug::exit_now(0);
            }
            Fork::Parent(pid) => {
                drop(theirs);
                self.last += 1;
                let mut copy = Copy {
                    number: FIRST + self.last,
                    pid,
                    stream: ours,
                };
                let reply = copy.ask(command);
                match reply {
                    Ok(Reply::Evaluated { value, output, .. }) => {
                        let result = copy.number;
                        if value.has_children() {
                            self.copies.push(copy)
                        } else {
                            copy.end()
                        }
                        Ok(Reply::Evaluated {
                            value,
                            result,
                            output,
                        })
                    }
                    other => {
                        copy.end();
                        other
                    }
                }
            }
        }
    }

    /// Passes a command about a result on to its copy.
    pub fn forward(&mut self, root: &Root, command: Command) -> Result<Reply, Failure> {
        let Root::Result(number) = root else {
            return Err(Failure::not_found("this is no result"));
        };
        let copy = self.copies.iter_mut().find(|copy| copy.number == *number);
        let copy = copy.ok_or_else(|| Failure::not_found("this value is not there any more"))?;
        copy.ask(command)
    }

    /// Ends all copies.
    pub fn end(&mut self) {
        for copy in self.copies.drain(..) {
            copy.end();
        }
    }
}

impl Drop for Forks {
    fn drop(&mut self) {
        self.end();
    }
}

impl Copy {
    fn ask(&mut self, command: Command) -> Result<Reply, Failure> {
        let gone = |error: FrameError| match error {
            FrameError::Io(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
                ) =>
            {
                Failure::new(
                    FailureKind::Interrupted,
                    format!("the evaluation took longer than {LIMIT:?}"),
                )
            }
            error => Failure::new(
                FailureKind::Internal,
                format!("the evaluation broke off: {error}"),
            ),
        };
        self.stream
            .set_read_timeout(Some(LIMIT))
            .map_err(|error| gone(error.into()))?;
        write_frame(&mut self.stream, &Request { id: 0, command }).map_err(gone)?;
        let response: Response = read_frame(&mut self.stream).map_err(gone)?;
        response.result
    }

    fn end(self) {
        debug::end_fork(self.pid);
    }
}

fn serve(
    paused: &mut Paused,
    mut stream: UnixStream,
    work: impl Fn(&mut Paused, Command) -> Result<Reply, Failure>,
) {
    while let Ok(request) = read_frame::<Request>(&mut stream) {
        let result = work(paused, at_home(request.command));
        if write_frame(
            &mut stream,
            &Response {
                id: request.id,
                result,
            },
        )
        .is_err()
        {
            return;
        }
    }
}

/// A command about a copy's result as the copy itself numbers it: it has only one.
fn at_home(mut command: Command) -> Command {
    if let Command::Variables { place, .. } = &mut command
        && is_forked(&place.root)
    {
        place.root = Root::Result(Results::ONLY);
    }
    command
}

//! Where clients come from: standard input and output, or a port of this machine.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::rc::Rc;

use tokio::net::TcpListener;
use tokio::task::LocalSet;

use crate::launch::Launcher;
use crate::serve;

/// Why there is nothing to listen on.
#[derive(Debug)]
pub enum ListenError {
    /// The text is not `[HOST:]PORT`.
    Syntax(String),
    /// The host is not this machine alone.
    NotLoopback(String),
    /// The system refused.
    Io(io::Error),
}

impl fmt::Display for ListenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ListenError::Syntax(text) => write!(f, "'{text}' is not [HOST:]PORT"),
            ListenError::NotLoopback(host) => write!(
                f,
                "'{host}' is not a loopback address: whoever can connect can run programs, \
                 so only this machine may"
            ),
            ListenError::Io(error) => write!(f, "cannot listen: {error}"),
        }
    }
}

impl std::error::Error for ListenError {}

/// Parses `[HOST:]PORT`, `HOST` an address or `localhost`.
///
/// # Errors
/// When it is something else, or not a loopback address.
pub fn parse_address(text: &str) -> Result<SocketAddr, ListenError> {
    let syntax = || ListenError::Syntax(text.to_owned());
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host.trim_start_matches('[').trim_end_matches(']'), port),
        None => ("", text),
    };
    let port = port.parse().map_err(|_| syntax())?;
    let address = match host {
        "" | "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
        host => host.parse().map_err(|_| syntax())?,
    };
    if !address.is_loopback() {
        return Err(ListenError::NotLoopback(host.to_owned()));
    }
    Ok(SocketAddr::new(address, port))
}

/// Serves one client on standard input and output.
pub async fn stdio(launcher: Rc<dyn Launcher>) {
    let session = serve(tokio::io::stdin(), tokio::io::stdout(), launcher);
    LocalSet::new().run_until(session).await;
}

/// Serves clients that connect to `address`, each in a session of its own, for ever.
/// `ready` gets the address that is really listened on (port 0 takes a free one).
///
/// # Errors
/// When the port cannot be had.
pub async fn listen(
    address: SocketAddr,
    launcher: Rc<dyn Launcher>,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ListenError> {
    let listener = TcpListener::bind(address).await.map_err(ListenError::Io)?;
    ready(listener.local_addr().map_err(ListenError::Io)?);
    let sessions = LocalSet::new();
    let accepting = async {
        loop {
            let (stream, _) = match listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    eprintln!("serpentarium dap: cannot accept a client: {error}");
                    continue;
                }
            };
            // Small messages in both directions: waiting to fill packets only delays them.
            let _ = stream.set_nodelay(true);
            let (reader, writer) = stream.into_split();
            tokio::task::spawn_local(serve(reader, writer, launcher.clone()));
        }
    };
    sessions.run_until(accepting).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let parse = |text: &str| parse_address(text).map(|address| address.to_string());
        assert_eq!(parse("4711").unwrap(), "127.0.0.1:4711");
        assert_eq!(parse("localhost:0").unwrap(), "127.0.0.1:0");
        assert_eq!(parse("127.0.0.2:1").unwrap(), "127.0.0.2:1");
        assert_eq!(parse("[::1]:5").unwrap(), "[::1]:5");
        assert!(matches!(
            parse("0.0.0.0:5"),
            Err(ListenError::NotLoopback(_))
        ));
        assert!(matches!(
            parse("192.168.1.1:5"),
            Err(ListenError::NotLoopback(_))
        ));
        assert!(matches!(parse("[::]:5"), Err(ListenError::NotLoopback(_))));
        for wrong in [
            "",
            "x",
            "host:1",
            "127.0.0.1",
            "127.0.0.1:",
            "1:2:3",
            "70000",
        ] {
            assert!(
                matches!(parse(wrong), Err(ListenError::Syntax(_))),
                "{wrong}"
            );
        }
    }
}

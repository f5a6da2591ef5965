//! What went wrong inside, for the person and for whoever reads the standard error stream.

use tower_lsp::Client;
use tower_lsp::lsp_types::MessageType;

#[derive(Debug, Clone)]
pub struct Log(Client);

impl Log {
    pub fn new(client: Client) -> Self {
        Self(client)
    }

    /// Says it in both places; needs the runtime to be entered.
    pub fn error(&self, message: String) {
        eprintln!("serpentarium lsp: {message}");
        let client = self.0.clone();
        tokio::spawn(async move { client.log_message(MessageType::ERROR, message).await });
    }
}

//! Telling the client that long work begins and ends, where it gave a token for that.

use tower_lsp::Client;
use tower_lsp::lsp_types::notification::Progress;
use tower_lsp::lsp_types::{
    ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressEnd,
};

use crate::server::backend::Backend;

impl Backend {
    /// Does some work between a beginning and an end; the end comes also if nobody waits for the
    /// work any more.
    pub async fn with_progress<R>(
        &self,
        token: Option<ProgressToken>,
        title: &str,
        work: impl Future<Output = R>,
    ) -> R {
        let Some(token) = token else {
            return work.await;
        };
        let begin = WorkDoneProgress::Begin(WorkDoneProgressBegin {
            title: title.to_owned(),
            cancellable: Some(true),
            ..WorkDoneProgressBegin::default()
        });
        send(&self.client, token.clone(), begin).await;
        let _end = End {
            client: self.client.clone(),
            token,
        };
        work.await
    }
}

async fn send(client: &Client, token: ProgressToken, progress: WorkDoneProgress) {
    let value = ProgressParamsValue::WorkDone(progress);
    let params = ProgressParams { token, value };
    client.send_notification::<Progress>(params).await;
}

struct End {
    client: Client,
    token: ProgressToken,
}

impl Drop for End {
    fn drop(&mut self) {
        let (client, token) = (self.client.clone(), self.token.clone());
        let end = WorkDoneProgress::End(WorkDoneProgressEnd { message: None });
        tokio::spawn(async move { send(&client, token, end).await });
    }
}

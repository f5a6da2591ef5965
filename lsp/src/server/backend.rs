//! The server object: what it can do, and which file of [`crate::requests`] does it.

use std::io::BufRead;
use std::sync::{Arc, OnceLock};

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::*;
use tower_lsp::{Client, LanguageServer, LspService};

use crate::analysis::stdlib::LibrarySource;
use crate::live::Live;
use crate::protocol::extensions::{
    self, AstResult, BytecodeResult, ClassesResult, ControlFlowParams, ControlFlowResult,
    DocumentParams, LiveParams, LiveResult, SymtableResult, TextResult,
};
use crate::protocol::position::Encoding;
use crate::requests;
use crate::requests::definition::Question;
use crate::server::asked::UnderWay;
use crate::server::configuration::{Configuration, Configured};
use crate::server::documents::{Document, Documents, Message};
use crate::server::gate::{Gate, Phase};
use crate::server::housekeeping::Housekeeping;
use crate::server::log::Log;
use crate::server::notebooks::Notebooks;
use crate::server::output::Stream;
use crate::server::told::Told;
use crate::server::workers::Workers;
use crate::server::{auto_import, diagnostics, transport};

/// What the client said it can take.
#[derive(Debug, Clone, Copy, Default)]
pub struct ClientFeatures {
    pub hover_markdown: bool,
    pub definition_links: bool,
    pub declaration_links: bool,
    pub type_definition_links: bool,
    pub implementation_links: bool,
    pub nested_symbols: bool,
    pub label_offsets: bool,
    pub completion: requests::completion::Features,
    pub resolves_edits: bool,
    /// Edits may say which version of a text they are for.
    pub document_changes: bool,
    /// The client can be asked for its settings.
    pub asks_configuration: bool,
    pub registers_watchers: bool,
    pub registers_configuration: bool,
    /// The client can be made to ask for diagnostics again.
    pub refreshes_diagnostics: bool,
    /// The client asks for the places of workspace symbols.
    pub resolves_ranges: bool,
}

impl ClientFeatures {
    /// Whether the answer may say more than places.
    pub fn has_links(self, question: Question) -> bool {
        match question {
            Question::Definition => self.definition_links,
            Question::Declaration => self.declaration_links,
            Question::TypeDefinition => self.type_definition_links,
            Question::Implementation => self.implementation_links,
        }
    }
}

#[derive(Debug)]
pub struct Backend {
    pub documents: Documents,
    pub workers: Arc<Workers>,
    pub housekeeping: Housekeeping,
    pub live: Live,
    pub told: Told,
    pub sent_tokens: requests::semantic_tokens::Sent,
    pub configuration: Configuration,
    pub client: Client,
    features: OnceLock<ClientFeatures>,
    encoding: OnceLock<Encoding>,
}

/// Serves one client; the result is the process's exit code.
pub async fn serve<I>(input: I, output: Stream, library: Option<LibrarySource>) -> u8
where
    I: BufRead + Send + 'static,
{
    let phase = Phase::default();
    let notebooks = Notebooks::default();
    let mut documents = None;
    let builder = LspService::build(|client| {
        let backend = Backend::new(client, library);
        documents = Some(backend.documents.clone());
        backend
    });
    let (service, socket) = builder
        .custom_method(extensions::AST, Backend::ast)
        .custom_method(extensions::BYTECODE, Backend::bytecode)
        .custom_method(extensions::SYMTABLE, Backend::symtable)
        .custom_method(extensions::CONTROL_FLOW, Backend::control_flow)
        .custom_method(extensions::CLASSES, Backend::classes)
        .custom_method(extensions::LIVE, Backend::live)
        .custom_method(extensions::DOCUMENT_TEXT, Backend::document_text)
        .custom_method(extensions::WORKSPACE_SYMBOL, Backend::workspace_symbol)
        .finish();
    let Some(documents) = documents else {
        return 1;
    };
    let gate = Gate {
        inner: service,
        documents,
        phase: phase.clone(),
        notebooks: notebooks.clone(),
        under_way: UnderWay::default(),
    };
    transport::serve(gate, socket, input, output, notebooks).await;
    phase.exit_code()
}

impl Backend {
    fn new(client: Client, library: Option<LibrarySource>) -> Self {
        let log = Log::new(client.clone());
        let workers = Arc::new(Workers::new(log.clone()));
        let slot = Arc::new(OnceLock::new());
        let told = Told::default();
        let publish = diagnostics::listener(
            client.clone(),
            Arc::clone(&workers),
            Arc::clone(&slot),
            told.clone(),
        );
        let live = Live::new(client.clone(), Arc::clone(&publish));
        let listener = {
            let live = live.clone();
            Arc::new(move |url: &Url, document: Option<Arc<Document>>| {
                match &document {
                    Some(document) => live.changed(document),
                    None => live.close(url),
                }
                publish(url, document);
            })
        };
        let start = || Documents::start(listener, live.clone(), log);
        let documents = slot.get_or_init(start).clone();
        let housekeeping = Housekeeping::start(&documents, &workers);
        Self {
            documents,
            workers,
            housekeeping,
            live,
            told,
            sent_tokens: Default::default(),
            configuration: Configuration::new(library),
            client,
            features: OnceLock::new(),
            encoding: OnceLock::new(),
        }
    }

    /// Lets another configuration take effect.
    pub fn configure(&self, configured: Configured) {
        self.documents.send(Message::Configure {
            encoding: self.encoding.get().copied().unwrap_or_default(),
            project: configured.project,
            checker: configured.checker,
        });
    }

    pub fn features(&self) -> ClientFeatures {
        self.features.get().copied().unwrap_or_default()
    }

    async fn ast(&self, params: DocumentParams) -> Result<Option<AstResult>> {
        requests::ast::handle(self, params).await
    }

    async fn bytecode(&self, params: DocumentParams) -> Result<Option<BytecodeResult>> {
        requests::bytecode::handle(self, params).await
    }

    async fn symtable(&self, params: DocumentParams) -> Result<Option<SymtableResult>> {
        requests::symtable::handle(self, params).await
    }

    async fn control_flow(&self, params: ControlFlowParams) -> Result<Option<ControlFlowResult>> {
        requests::graphs::control_flow(self, params).await
    }

    async fn classes(&self, params: DocumentParams) -> Result<Option<ClassesResult>> {
        requests::graphs::classes(self, params).await
    }

    async fn live(&self, params: LiveParams) -> Result<LiveResult> {
        requests::live::handle(self, params).await
    }

    async fn workspace_symbol(
        &self,
        params: WorkspaceSymbolParams,
    ) -> Result<WorkspaceSymbolResponse> {
        requests::workspace_symbol::handle(self, params).await
    }

    /// The text as the server has it, so that a client can compare it with its own.
    async fn document_text(&self, params: DocumentParams) -> Result<Option<TextResult>> {
        let snapshot = self
            .documents
            .snapshot(Some(params.text_document.uri))
            .await;
        let document = snapshot.and_then(|snapshot| snapshot.document);
        Ok(document.map(|document| TextResult {
            version: document.version,
            text: document.rope.to_string(),
        }))
    }
}

fn client_features(capabilities: &ClientCapabilities) -> ClientFeatures {
    let text = capabilities.text_document.as_ref();
    let hover = text
        .and_then(|text| text.hover.as_ref())
        .and_then(|hover| hover.content_format.as_ref());
    let links = |capability: Option<&GotoCapability>| {
        capability
            .and_then(|capability| capability.link_support)
            .unwrap_or(false)
    };
    let symbols = text.and_then(|text| text.document_symbol.as_ref());
    let help = text
        .and_then(|text| text.signature_help.as_ref())
        .and_then(|help| help.signature_information.as_ref())
        .and_then(|information| information.parameter_information.as_ref());
    let workspace = capabilities.workspace.as_ref();
    ClientFeatures {
        asks_configuration: workspace
            .and_then(|workspace| workspace.configuration)
            .unwrap_or(false),
        registers_watchers: workspace
            .and_then(|workspace| workspace.did_change_watched_files?.dynamic_registration)
            .unwrap_or(false),
        registers_configuration: workspace
            .and_then(|workspace| workspace.did_change_configuration?.dynamic_registration)
            .unwrap_or(false),
        refreshes_diagnostics: workspace
            .and_then(|workspace| workspace.diagnostic.as_ref()?.refresh_support)
            .unwrap_or(false),
        hover_markdown: hover.is_none_or(|formats| formats.contains(&MarkupKind::Markdown)),
        definition_links: links(text.and_then(|text| text.definition.as_ref())),
        declaration_links: links(text.and_then(|text| text.declaration.as_ref())),
        type_definition_links: links(text.and_then(|text| text.type_definition.as_ref())),
        implementation_links: links(text.and_then(|text| text.implementation.as_ref())),
        nested_symbols: symbols
            .and_then(|symbols| symbols.hierarchical_document_symbol_support)
            .unwrap_or(false),
        label_offsets: help
            .and_then(|help| help.label_offset_support)
            .unwrap_or(false),
        completion: requests::completion::Features::of(capabilities),
        resolves_edits: requests::code_action::resolves_edits(capabilities),
        resolves_ranges: requests::workspace_symbol::resolves_ranges(capabilities),
        document_changes: workspace
            .and_then(|workspace| workspace.workspace_edit.as_ref()?.document_changes)
            .unwrap_or(false),
    }
}

fn progress() -> WorkDoneProgressOptions {
    WorkDoneProgressOptions {
        work_done_progress: Some(true),
    }
}

fn server_capabilities(encoding: Encoding, features: ClientFeatures) -> ServerCapabilities {
    let semantic_tokens = SemanticTokensOptions {
        legend: requests::semantic_tokens::legend(),
        range: Some(true),
        full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
        ..SemanticTokensOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                ..TextDocumentSyncOptions::default()
            },
        )),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        declaration_provider: Some(DeclarationCapability::Simple(true)),
        type_definition_provider: Some(TypeDefinitionProviderCapability::Simple(true)),
        implementation_provider: Some(ImplementationProviderCapability::Simple(true)),
        references_provider: Some(OneOf::Right(ReferencesOptions {
            work_done_progress_options: progress(),
        })),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(requests::workspace_symbol::capability(
            features.resolves_ranges,
        )),
        call_hierarchy_provider: Some(CallHierarchyServerCapability::Simple(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        linked_editing_range_provider: Some(LinkedEditingRangeServerCapabilities::Simple(true)),
        inline_value_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        code_action_provider: Some(requests::code_action::capability()),
        diagnostic_provider: Some(requests::diagnostics::capability()),
        code_lens_provider: Some(CodeLensOptions {
            resolve_provider: Some(true),
        }),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![requests::execute_command::SHOW_REPORT.to_owned()],
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        workspace: Some(requests::workspace::capabilities()),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: progress(),
        })),
        completion_provider: Some(CompletionOptions {
            resolve_provider: Some(true),
            trigger_characters: Some([".", "\"", "'", "@"].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        signature_help_provider: Some(SignatureHelpOptions {
            trigger_characters: Some(vec!["(".to_owned(), ",".to_owned()]),
            ..SignatureHelpOptions::default()
        }),
        inlay_hint_provider: Some(OneOf::Left(true)),
        semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(
            semantic_tokens,
        )),
        ..ServerCapabilities::default()
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let general = params.capabilities.general.as_ref();
        let offered = general.and_then(|general| general.position_encodings.as_deref());
        let encoding = Encoding::negotiate(offered);
        self.features
            .get_or_init(|| client_features(&params.capabilities));
        self.encoding.get_or_init(|| encoding);
        self.configure(self.configuration.initialize(&params));
        Ok(InitializeResult {
            capabilities: server_capabilities(encoding, self.features()),
            server_info: Some(ServerInfo {
                name: "serpentarium".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        requests::workspace::initialized(self).await;
        auto_import::refresh(self.documents.clone(), Arc::clone(&self.workers));
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        auto_import::refresh(self.documents.clone(), Arc::clone(&self.workers));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        requests::workspace::configuration_changed(self, &params.settings).await;
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.configure(self.configuration.change_folders(&params.event));
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        requests::rename_files::handle(self, params).await
    }

    async fn execute_command(
        &self,
        params: ExecuteCommandParams,
    ) -> Result<Option<serde_json::Value>> {
        requests::execute_command::handle(self, params).await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        requests::formatting::whole(self, params).await
    }

    async fn range_formatting(
        &self,
        params: DocumentRangeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        requests::formatting::range(self, params).await
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        requests::workspace::files_changed(self, &params);
        auto_import::refresh(self.documents.clone(), Arc::clone(&self.workers));
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        requests::hover::handle(self, params).await
    }

    async fn goto_definition(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        requests::definition::handle(self, params, Question::Definition).await
    }

    async fn goto_type_definition(
        &self,
        params: request::GotoTypeDefinitionParams,
    ) -> Result<Option<request::GotoTypeDefinitionResponse>> {
        requests::definition::handle(self, params, Question::TypeDefinition).await
    }

    async fn goto_implementation(
        &self,
        params: request::GotoImplementationParams,
    ) -> Result<Option<request::GotoImplementationResponse>> {
        requests::definition::handle(self, params, Question::Implementation).await
    }

    async fn goto_declaration(
        &self,
        params: request::GotoDeclarationParams,
    ) -> Result<Option<request::GotoDeclarationResponse>> {
        requests::definition::handle(self, params, Question::Declaration).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        requests::references::handle(self, params).await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        requests::document_highlight::handle(self, params).await
    }

    async fn document_symbol(
        &self,
        params: DocumentSymbolParams,
    ) -> Result<Option<DocumentSymbolResponse>> {
        requests::document_symbol::handle(self, params).await
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        requests::call_hierarchy::prepare(self, params).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        requests::call_hierarchy::incoming(self, params).await
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        requests::call_hierarchy::outgoing(self, params).await
    }

    async fn prepare_type_hierarchy(
        &self,
        params: TypeHierarchyPrepareParams,
    ) -> Result<Option<Vec<TypeHierarchyItem>>> {
        requests::type_hierarchy::prepare(self, params).await
    }

    async fn supertypes(
        &self,
        params: TypeHierarchySupertypesParams,
    ) -> Result<Option<Vec<TypeHierarchyItem>>> {
        requests::type_hierarchy::supertypes(self, params).await
    }

    async fn subtypes(
        &self,
        params: TypeHierarchySubtypesParams,
    ) -> Result<Option<Vec<TypeHierarchyItem>>> {
        requests::type_hierarchy::subtypes(self, params).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        requests::document_link::handle(self, params).await
    }

    async fn linked_editing_range(
        &self,
        params: LinkedEditingRangeParams,
    ) -> Result<Option<LinkedEditingRanges>> {
        requests::linked_editing_range::handle(self, params).await
    }

    async fn inline_value(&self, params: InlineValueParams) -> Result<Option<Vec<InlineValue>>> {
        requests::inline_value::handle(self, params).await
    }

    async fn symbol_resolve(&self, symbol: WorkspaceSymbol) -> Result<WorkspaceSymbol> {
        requests::workspace_symbol::resolve(self, symbol).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        requests::folding_range::handle(self, params).await
    }

    async fn selection_range(
        &self,
        params: SelectionRangeParams,
    ) -> Result<Option<Vec<SelectionRange>>> {
        requests::selection_range::handle(self, params).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        requests::code_lens::handle(self, params).await
    }

    async fn code_lens_resolve(&self, lens: CodeLens) -> Result<CodeLens> {
        requests::code_lens::resolve(self, lens).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        requests::code_action::handle(self, params).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        requests::code_action::resolve(self, action).await
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        requests::rename::prepare(self, params).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        requests::rename::handle(self, params).await
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        requests::diagnostics::document(self, params).await
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        requests::diagnostics::workspace(self, params).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        requests::completion::handle(self, params).await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        requests::completion::resolve(self, item).await
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        requests::signature_help::handle(self, params).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        requests::inlay_hint::handle(self, params).await
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        requests::semantic_tokens::full(self, params).await
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        requests::semantic_tokens::delta(self, params).await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        requests::semantic_tokens::range(self, params).await
    }
}

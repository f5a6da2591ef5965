// The debugger: `serpentarium dap` as the adapter, and what a launch needs when nothing is configured.

import * as vscode from "vscode";
import { findBinary, report } from "./binary";
import { mayRun } from "./trust";

class Configurations implements vscode.DebugConfigurationProvider {
  resolveDebugConfiguration(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): vscode.ProviderResult<vscode.DebugConfiguration> {
    // Starting without a launch.json gives an empty configuration.
    if (!configuration.type && !configuration.request && !configuration.name) {
      const document = vscode.window.activeTextEditor?.document;
      if (document?.languageId !== "python") {
        void vscode.window.showInformationMessage("Serpentarium: open the Python file to debug first.");
        return undefined;
      }
      configuration.type = "serpentarium";
      configuration.request = "launch";
      configuration.name = "Debug this file";
      configuration.program = document.uri.fsPath;
    }
    if (configuration.request === "attach") {
      return configuration;
    }
    if (!configuration.program && !configuration.module && !configuration.code) {
      configuration.program = "${file}";
    }
    configuration.cwd ??= folder?.uri.fsPath;
    configuration.console ??= "integratedTerminal";
    return configuration;
  }
}

class Adapters implements vscode.DebugAdapterDescriptorFactory {
  createDebugAdapterDescriptor(): vscode.ProviderResult<vscode.DebugAdapterDescriptor> {
    try {
      return new vscode.DebugAdapterExecutable(findBinary(), ["dap"]);
    } catch (error) {
      void report(error);
      return undefined;
    }
  }
}

export function registerDebugger(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.debug.registerDebugConfigurationProvider("serpentarium", new Configurations()),
    vscode.debug.registerDebugAdapterDescriptorFactory("serpentarium", new Adapters()),
  );
}

function targetOf(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) {
    return argument;
  }
  if (typeof argument === "string") {
    return vscode.Uri.parse(argument, true);
  }
  return vscode.window.activeTextEditor?.document.uri;
}

async function saved(argument: unknown): Promise<vscode.Uri | undefined> {
  const uri = targetOf(argument);
  const document = uri && (await vscode.workspace.openTextDocument(uri));
  if (document?.isDirty && !(await document.save())) {
    return undefined;
  }
  return uri;
}

/** Runs a file in a terminal panel. */
export async function run(argument: unknown): Promise<void> {
  const uri = (await mayRun()) ? await saved(argument) : undefined;
  if (uri === undefined) {
    return;
  }
  try {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const execution = new vscode.ProcessExecution(findBinary(), [uri.fsPath], { cwd: folder?.uri.fsPath });
    const scope = folder ?? vscode.TaskScope.Workspace;
    const task = new vscode.Task({ type: "serpentarium" }, scope, "run", "serpentarium", execution);
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true, echo: false };
    await vscode.tasks.executeTask(task);
  } catch (error) {
    await report(error);
  }
}

/** Debugs a file with the defaults. */
export async function debug(argument: unknown): Promise<void> {
  const uri = (await mayRun()) ? await saved(argument) : undefined;
  if (uri === undefined) {
    return;
  }
  await vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(uri), {
    type: "serpentarium",
    request: "launch",
    name: "Debug this file",
    program: uri.fsPath,
  });
}

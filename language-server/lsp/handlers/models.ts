/** The requests of the models' overview and of downloads. */

import {
  type CancellationToken,
  type Connection,
  type Disposable,
  ErrorCodes,
  ResponseError,
} from "vscode-languageserver/node";
import { ModelProblem } from "../../engine-client/api.ts";
import type { ModelsService } from "../../features/models/service.ts";
import {
  DownloadCancelRequest,
  DownloadPauseRequest,
  DownloadStartRequest,
  ModelPlanRequest,
  ModelsInspectRequest,
  ModelsOverviewRequest,
} from "../../protocol/requests.ts";
import { t } from "../../text/l10n.ts";
import { withSignal } from "../cancellation.ts";
import { check, downloadCancel, downloadId, downloadStart, modelPath, modelsOverview } from "../params.ts";

export function serveModels(connection: Connection, models: ModelsService): Disposable {
  const subscriptions = [
    connection.onRequest(ModelsOverviewRequest, (raw: unknown) =>
      models.overview(check(modelsOverview, raw).refresh ?? false),
    ),
    connection.onRequest(ModelsInspectRequest, (raw: unknown, token: CancellationToken) => {
      const { path } = check(modelPath, raw);
      return withSignal(token, (signal) => models.inspect(path, signal));
    }),
    connection.onRequest(ModelPlanRequest, async (raw: unknown, token: CancellationToken) => {
      const { path } = check(modelPath, raw);
      try {
        return await withSignal(token, (signal) => models.plan(path, signal));
      } catch (error) {
        if (!(error instanceof ModelProblem)) throw error;
        return new ResponseError(ErrorCodes.InvalidParams, `${error.message} ${error.advice}`);
      }
    }),
    connection.onRequest(DownloadStartRequest, (raw: unknown) => {
      const { id, verify } = check(downloadStart, raw);
      return models.startDownload(id, verify ?? false);
    }),
    connection.onRequest(DownloadPauseRequest, async (raw: unknown) => {
      const { id } = check(downloadId, raw);
      const download = await models.pauseDownload(id);
      return download ?? new ResponseError(ErrorCodes.InvalidParams, t('There is no download of "{0}".', id));
    }),
    connection.onRequest(DownloadCancelRequest, async (raw: unknown) => {
      const { id, keepPart } = check(downloadCancel, raw);
      await models.cancelDownload(id, keepPart);
      return null;
    }),
  ];
  return {
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

/** The requests of the models' overview and of downloads. */
import { type Connection, type Disposable, ErrorCodes, ResponseError } from "vscode-languageserver/node";
import { onRequest, serve } from "../../../common/wire.ts";
import { ModelProblem } from "../../engine-client/api.ts";
import type { ModelsService } from "../../features/models/service.ts";
import {
  DownloadCancelRequest,
  DownloadPauseRequest,
  DownloadStartRequest,
  ModelPlanBothRequest,
  ModelPlanRequest,
  ModelsInspectRequest,
  ModelsOverviewRequest,
} from "../../protocol/models.ts";
import { t, translated } from "../../text/l10n.ts";

export function serveModels(connection: Connection, models: ModelsService): Disposable {
  return serve(connection, [
    onRequest(ModelsOverviewRequest, ({ refresh }) => models.overview(refresh ?? false)),
    onRequest(ModelsInspectRequest, ({ path }, signal) => models.inspect(path, signal)),
    onRequest(ModelPlanRequest, ({ path }, signal) => inWords(models.plan(path, signal))),
    onRequest(ModelPlanBothRequest, ({ path }, signal) => inWords(models.planBoth(path, signal))),
    onRequest(DownloadStartRequest, ({ id, verify }) => models.startDownload(id, verify ?? false)),
    onRequest(DownloadPauseRequest, async ({ id }) => {
      const download = await models.pauseDownload(id);
      if (!download)
        throw new ResponseError(ErrorCodes.InvalidParams, t('There is no download of "{0}".', id));
      return download;
    }),
    onRequest(DownloadCancelRequest, async ({ id, keepPart }) => {
      await models.cancelDownload(id, keepPart);
      return null;
    }),
  ]);
}

/** Rejects with sentences for the user where a file can't be planned. */
async function inWords<T>(planned: Promise<T>): Promise<T> {
  try {
    return await planned;
  } catch (error) {
    if (!(error instanceof ModelProblem)) throw error;
    throw new ResponseError(
      ErrorCodes.InvalidParams,
      `${translated(error.reason)} ${translated(error.advice)}`,
    );
  }
}

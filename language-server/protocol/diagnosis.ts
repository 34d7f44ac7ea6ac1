/** What the server and the engine know for a bug report: no code of the user, and no file names but the model's. */

export interface Diagnosis {
  machine: {
    /** Such as "linux x64, 6.1.0". */
    system: string;
    cpu: string;
    /** Logical ones. */
    cores: number;
    ramTotal: number;
    ramFree: number;
  };
  /** Version of Node that the server runs on. */
  node: string;
  /** Absent while the engine can't be asked. */
  engine?: EngineDiagnosis;
  /** Why the engine could not be asked. */
  engineProblem?: string;
  /** Crashes while a model was loaded, as they are remembered; "" when there were none. */
  crashes: string;
  /** The end of the engine's log. */
  engineLog: string[];
}

export interface EngineDiagnosis {
  node: string;
  nodeLlamaCpp: string;
  /** Release of llama.cpp, such as "b9862". */
  llamaCpp: string;
  /** How long the process has been running. */
  upSeconds: number;
  /** Windows and editors that use it. */
  clients: number;
  /** "CPU", "CUDA", "Vulkan" or "Metal". */
  backend: string;
  devices: string[];
  vramTotal: number;
  vramFree: number;
  note?: string;
  /** What the header of the model's file says. */
  header?: { name: string; value: string }[];
}

/** What other features see of the status bar item, its menu and the statistics. */
export { tellEngineLossOnce } from "./engine-loss-notice.ts";
export { showMenu } from "./menu-picker.ts";
export { StatisticsPage } from "./statistics.ts";
export { StatusBar } from "./status-bar.ts";
export { StatusStore } from "./status-store.ts";

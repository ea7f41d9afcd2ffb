/** What exporting does, in the words of an error. */
export const EXPORT_ACTION = "export";
/** What importing does, in the words of an error. */
export const IMPORT_ACTION = "import";

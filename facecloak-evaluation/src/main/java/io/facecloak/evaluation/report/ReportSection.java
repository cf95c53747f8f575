package io.facecloak.evaluation.report;

/** A part of the report's page. Stateless and thread-safe. */
interface ReportSection {

    /** Writes it; nothing, if the report has nothing to say about it. */
    void write(Report report, HtmlWriter html);
}

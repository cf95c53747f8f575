/**
 * The evaluation report: one HTML page that needs no network, and the same figures as JSON and CSV. Start with
 * {@link io.facecloak.evaluation.report.ReportWriter}.
 */
package io.facecloak.evaluation.report;

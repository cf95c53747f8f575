/**
 * The evaluation report: one HTML page that needs no network, and the same figures as JSON and CSV. Start with
 * {@link io.facecloak.report.ReportWriter}.
 */
package io.facecloak.report;

package io.facecloak.evaluation.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts of percentages as SVG. */
final class Charts {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 340;
    private static final Color INK = new Color(0x33, 0x38, 0x40);
    private static final Color GRID = new Color(0xe3, 0xe6, 0xea);
    private static final int LABEL_LENGTH = 24;

    /** A series of this ending is drawn dashed, in the colour of the one it belongs to. */
    static final String REFERENCE = ", clean";

    private static final BasicStroke SOLID = new BasicStroke(2);
    private static final BasicStroke DASHED =
            new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0);

    /** Distinguishable for colour-blind readers (Okabe and Ito). */
    private static final Color[] COLOURS = {
        new Color(0x00, 0x72, 0xb2),
        new Color(0xd5, 0x5e, 0x00),
        new Color(0x00, 0x9e, 0x73),
        new Color(0xcc, 0x79, 0xa7),
        new Color(0xe6, 0x9f, 0x00),
        new Color(0x56, 0xb4, 0xe9),
        new Color(0x6b, 0x6b, 0x6b)
    };

    private Charts() {}

    /**
     * Groups of bars.
     *
     * @param categories names of the groups
     * @param series name to one percentage per group
     */
    static String bars(String title, List<String> categories, Map<String, List<Double>> series) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle("PSR in %")
                .build();
        style(chart.getStyler(), series.size());
        chart.getStyler().setAvailableSpaceFill(0.7).setPlotGridVerticalLinesVisible(false);
        if (categories.size() > 6) {
            chart.getStyler().setXAxisLabelRotation(30);
        }
        List<String> labels = distinct(categories);
        series.forEach((name, values) -> chart.addSeries(name, labels, finite(values)));
        return svg(chart);
    }

    /**
     * Curves.
     *
     * @param axis title of the horizontal axis
     * @param x ascending or not; points are joined in ascending order
     * @param series name to one percentage per x
     */
    static String curves(String title, String axis, List<Double> x, Map<String, List<Double>> series) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(axis)
                .yAxisTitle("PSR in %")
                .build();
        style(chart.getStyler(), series.size());
        chart.getStyler().setMarkerSize(7);
        chart.getStyler().setXAxisDecimalPattern("0.###");
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            order.add(i);
        }
        order.sort((a, b) -> Double.compare(x.get(a), x.get(b)));
        Map<String, Color> colours = new HashMap<>();
        series.forEach((name, values) -> {
            XYSeries line = chart.addSeries(
                    name,
                    order.stream().map(x::get).toList(),
                    finite(order.stream().map(values::get).toList()));
            line.setMarker(SeriesMarkers.CIRCLE);
            boolean isReference = name.endsWith(REFERENCE);
            line.setLineStyle(isReference ? DASHED : SOLID);
            Color colour = COLOURS[colours.size() % COLOURS.length];
            String subject = isReference ? name.substring(0, name.length() - REFERENCE.length()) : name;
            line.setLineColor(colours.computeIfAbsent(subject, key -> colour));
            line.setMarkerColor(colours.get(subject));
        });
        return svg(chart);
    }

    private static void style(AxesChartStyler styler, int series) {
        Font text = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
        styler.setSeriesColors(COLOURS);
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        styler.setChartTitleBoxVisible(false);
        styler.setLegendFont(text);
        styler.setAxisTitleFont(text);
        styler.setAxisTickLabelsFont(text);
        styler.setChartFontColor(INK);
        styler.setAxisTickLabelsColor(INK);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(GRID);
        styler.setAxisTickMarksColor(GRID);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendPosition(Styler.LegendPosition.OutsideE);
        styler.setLegendVisible(series > 1);
        styler.setYAxisMin(0.0);
        styler.setYAxisMax(100.0);
        styler.setYAxisDecimalPattern("0");
    }

    /** Categories are keys of the chart: shortened, equal ones must still differ. */
    private static List<String> distinct(List<String> categories) {
        List<String> labels = new ArrayList<>();
        for (String category : categories) {
            String label = category.length() <= LABEL_LENGTH ? category : category.substring(0, LABEL_LENGTH - 1) + "…";
            labels.add(Collections.frequency(labels, label) == 0 ? label : category);
        }
        return labels;
    }

    private static List<Double> finite(List<Double> values) {
        return values.stream().map(value -> Double.isFinite(value) ? value : 0).toList();
    }

    private static String svg(Chart<?, ?> chart) {
        return Svg.paint(chart.getWidth(), chart.getHeight(), graphics -> chart.paint(graphics, WIDTH, HEIGHT));
    }
}

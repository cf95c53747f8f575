package io.facecloak.benchmarks;

import io.facecloak.benchmarks.CloakScaling.Measurement;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The three curves side by side. */
final class ScalingChart {

    private static final int WIDTH = 420;
    private static final int HEIGHT = 320;
    private static final Color CLOAK = new Color(0x00, 0x72, 0xb2);
    private static final Color GRADIENTS = new Color(0xd5, 0x5e, 0x00);

    private ScalingChart() {}

    static void write(List<Measurement> measured, Path file) throws IOException {
        List<XYChart> charts = List.of(
                chart(measured, "faces", "synthetic faces", Measurement::faces),
                chart(measured, "iterations", "iterations", Measurement::iterations),
                chart(measured, "recogniser", "GFLOP of the recogniser per face", Measurement::gigaFlops));
        BufferedImage picture = new BufferedImage(WIDTH * charts.size(), HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < charts.size(); i++) {
            Graphics2D graphics = (Graphics2D) picture.createGraphics().create(i * WIDTH, 0, WIDTH, HEIGHT);
            charts.get(i).paint(graphics, WIDTH, HEIGHT);
            graphics.dispose();
        }
        ImageIO.write(picture, "png", file.toFile());
    }

    private static XYChart chart(
            List<Measurement> measured, String curve, String axis, ToDoubleFunction<Measurement> variable) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(axis)
                .yAxisTitle("seconds")
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNW);
        chart.getStyler().setXAxisMin(0.0).setYAxisMin(0.0);
        chart.getStyler().setXAxisDecimalPattern("0.##");
        List<Measurement> points = measured.stream()
                .filter(measurement -> measurement.curve().equals(curve))
                .sorted(Comparator.comparingDouble(variable))
                .toList();
        double[] x = points.stream().mapToDouble(variable).toArray();
        line(chart, "a cloak", CLOAK, x, points, Measurement::total);
        line(chart, "of which gradients", GRADIENTS, x, points, Measurement::gradients);
        return chart;
    }

    private static void line(
            XYChart chart,
            String name,
            Color colour,
            double[] x,
            List<Measurement> points,
            ToDoubleFunction<Measurement> milliseconds) {
        double[] y =
                points.stream().mapToDouble(milliseconds).map(ms -> ms / 1000).toArray();
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(colour);
        series.setLineColor(colour);
    }
}

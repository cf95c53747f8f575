package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.reading.ModelReader;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;

/** Every graph whose gradient some test checks, found in the tests themselves, so that a new case is never forgotten. */
final class GradientCases {

    private static final int SIZE = 32;

    private GradientCases() {}

    /** The cases of all rules. */
    static List<VjpCase> rules() {
        List<VjpCase> cases = new ArrayList<>();
        for (Class<?> test : tests()) {
            for (Method method : methods(test)) {
                if (method.getGenericReturnType() instanceof ParameterizedType type
                        && Arrays.equals(type.getActualTypeArguments(), new Object[] {VjpCase.class})) {
                    call(method).map(VjpCase.class::cast).forEach(cases::add);
                }
            }
        }
        return cases;
    }

    /** The test classes of this package. */
    private static List<Class<?>> tests() {
        String[] files = new File(URI.create(GradientCases.class.getResource("").toString())).list();
        return Arrays.stream(files)
                .filter(file -> file.endsWith("Test.class"))
                .sorted()
                .<Class<?>>map(file -> named(file.substring(0, file.length() - ".class".length())))
                .toList();
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(GradientCases.class.getPackageName() + "." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whole networks, read as from files. */
    static List<Named<ModelProto>> networks() {
        List<Named<ModelProto>> networks = new ArrayList<>();
        Stream.concat(ArchitectureTest.architectures(), ArchitectureTest.smoothArchitectures())
                .map(Arguments::get)
                .forEach(network -> networks.add(network(network)));
        return networks;
    }

    @SuppressWarnings("unchecked") // as ArchitectureTest declares them
    private static Named<ModelProto> network(Object[] network) {
        var body = (Named<BiFunction<GraphBuilder, String, String>>) network[0];
        ModelProto model = TinyModels.model((long) network[1], DataType.FLOAT, body.getPayload(), -1, 3, SIZE, SIZE);
        return Named.of(body.getName(), ModelReader.read(body.getName(), model.toByteArray()));
    }

    private static List<Method> methods(Class<?> test) {
        return Arrays.stream(test.getDeclaredMethods())
                .filter(method -> method.getParameterCount() == 0 && method.getReturnType() == Stream.class)
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private static Stream<?> call(Method method) {
        try {
            return (Stream<?>) method.invoke(null);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}

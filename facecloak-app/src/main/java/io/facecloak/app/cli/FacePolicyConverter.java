package io.facecloak.app.cli;

import io.facecloak.apply.FacePolicy;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The face policies as people type them: lower case, words joined by a hyphen. */
final class FacePolicyConverter implements ITypeConverter<FacePolicy> {

    @Override
    public FacePolicy convert(String name) {
        String typed = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return Arrays.stream(FacePolicy.values())
                .filter(policy -> typed(policy).equals(typed))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("there is no choice of faces '" + name + "', only "
                        + Arrays.stream(FacePolicy.values())
                                .map(FacePolicyConverter::typed)
                                .collect(Collectors.joining(", "))));
    }

    private static String typed(FacePolicy policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package io.facecloak.app.cli;

import io.facecloak.Preset;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The presets as people type them: lower case, words joined by a hyphen. */
final class PresetConverter implements ITypeConverter<Preset> {

    @Override
    public Preset convert(String name) {
        return Arrays.stream(Preset.values())
                .filter(preset -> typed(preset).equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("there is no preset '" + name + "', only "
                        + Arrays.stream(Preset.values())
                                .map(PresetConverter::typed)
                                .collect(Collectors.joining(", "))));
    }

    static String typed(Preset preset) {
        return preset.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

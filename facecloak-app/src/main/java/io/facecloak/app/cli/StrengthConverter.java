package io.facecloak.app.cli;

import io.facecloak.app.Strength;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Strengths as people type them. */
final class StrengthConverter implements ITypeConverter<Strength> {

    @Override
    public Strength convert(String name) {
        return Strength.of(name)
                .orElseThrow(() ->
                        new TypeConversionException("there is no strength '" + name + "', only " + Strength.names()));
    }
}

package io.facecloak.spring;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.facecloak.CloakFolder;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.image.PhotoLimits;
import io.facecloak.model.FaceModels;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** Puts the filter in place; an application replaces what it has a bean of its own for. */
@AutoConfiguration(after = JacksonAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@EnableConfigurationProperties(UploadProperties.class)
public class UploadProtectionConfiguration {

    private static final long MEGA = 1_000_000;

    /** Loaded once, when the application starts, so that a server without models does not start; closed when it ends. */
    @Bean
    @ConditionalOnMissingBean
    FaceModels faceModels(UploadProperties properties) {
        FaceModels models =
                properties.models() == null ? FaceModels.configured() : FaceModels.directory(properties.models());
        models.detector();
        models.embedders();
        return models;
    }

    @Bean
    @ConditionalOnMissingBean
    ProtectionOptions protectionOptions(UploadProperties properties) {
        return properties
                .refinement()
                .in(ProtectionOptions.DEFAULT.withLimits(
                        new PhotoLimits(properties.maxMegapixels() * MEGA, PhotoLimits.DEFAULT.maxBytes())));
    }

    @Bean
    @ConditionalOnMissingBean
    CloakLookup cloakLookup(UploadProperties properties, FaceModels models, ProtectionOptions options) {
        if (properties.cloaks() == null) {
            throw new IllegalStateException(
                    "set facecloak.uploads.cloaks to the folder of cloak files, or define a CloakLookup bean");
        }
        return new CloakFolder(properties.cloaks(), models, options, properties.cloaksInMemory())::find;
    }

    @Bean
    @ConditionalOnMissingBean
    UploaderLookup uploaderLookup(UploadProperties properties) {
        return properties.userHeader() == null
                ? UploaderLookup.principal()
                : UploaderLookup.header(properties.userHeader());
    }

    @Bean
    FilterRegistrationBean<PhotoProtectionFilter> photoProtectionFilter(
            UploaderLookup uploaders, CloakLookup cloaks, UploadProperties properties, ObjectMapper json) {
        FilterRegistrationBean<PhotoProtectionFilter> registration =
                new FilterRegistrationBean<>(new PhotoProtectionFilter(uploaders, cloaks, properties, json));
        // Right after Spring Security, which finds out who the user is.
        registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 1);
        return registration;
    }
}

package io.facecloak.spring;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.multipart.MultipartFile;

/** An application that takes photos in several ways and tells what it got. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class PhotoBox {

    /** What a client is told of a file. */
    record Received(String name, String type, byte[] content, String caption, List<UploadOutcome> outcomes) {}

    @RestController
    static class Photos {

        final AtomicInteger calls = new AtomicInteger();

        @PostMapping("/photos")
        Received store(
                @RequestParam MultipartFile photo,
                @RequestParam(required = false) String caption,
                @RequestAttribute(name = "io.facecloak.spring.PhotoProtectionFilter.OUTCOMES")
                        List<UploadOutcome> outcomes)
                throws IOException {
            calls.incrementAndGet();
            return new Received(
                    photo.getOriginalFilename(), photo.getContentType(), photo.getBytes(), caption, outcomes);
        }

        @PostMapping("/parts")
        byte[] part(HttpServletRequest request) throws IOException, ServletException {
            return request.getPart("photo").getInputStream().readAllBytes();
        }

        @PostMapping("/later")
        Callable<byte[]> later(@RequestPart MultipartFile photo) {
            return () -> {
                Thread.sleep(200);
                return photo.getBytes();
            };
        }
    }

    /** Stands for Spring Security. */
    @Bean
    FilterRegistrationBean<OncePerRequestFilter> authentication() {
        FilterRegistrationBean<OncePerRequestFilter> registration =
                new FilterRegistrationBean<>(new OncePerRequestFilter() {
                    @Override
                    protected void doFilterInternal(
                            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                            throws ServletException, IOException {
                        String user = request.getHeader("Authorization");
                        Principal principal = user == null ? null : () -> user;
                        chain.doFilter(
                                new HttpServletRequestWrapper(request) {
                                    @Override
                                    public Principal getUserPrincipal() {
                                        return principal;
                                    }
                                },
                                response);
                    }
                });
        registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER);
        return registration;
    }

    /** Cloaks that take until the latch opens. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("test.slow")
    static class Slow {

        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);

        @Bean
        CloakLookup slowCloaks() {
            return user -> {
                asked.countDown();
                try {
                    open.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Optional.empty();
            };
        }
    }
}

package io.facecloak.benchmarks.looks;

import io.facecloak.evaluation.FacePhoto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A person whose photos are looked at.
 *
 * @param seed the first photo, which the cloak is learnt from and which is never shown
 * @param photos the later ones, at least one
 */
record Sitter(String name, FacePhoto seed, List<FacePhoto> photos) {

    Sitter {
        photos = List.copyOf(photos);
    }

    /** Everybody with at least two photos, in order. */
    static List<Sitter> of(List<FacePhoto> photos) {
        Map<String, List<FacePhoto>> people = new LinkedHashMap<>();
        photos.forEach(photo -> people.computeIfAbsent(photo.identity(), name -> new ArrayList<>())
                .add(photo));
        List<Sitter> sitters = new ArrayList<>();
        people.forEach((name, own) -> {
            if (own.size() > 1) {
                sitters.add(new Sitter(name, own.get(0), own.subList(1, own.size())));
            }
        });
        return sitters;
    }
}

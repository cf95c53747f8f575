package io.facecloak.heif;

import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoLimits;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a HEIF file (ISO/IEC 23008-12) says of the pictures in it, read before native code sees it: that code allocates what the file asks for,
 * so each size that the file names is compared with the limits here.
 *
 * @param largestSide the longest side of any picture in it, in pixels
 * @param itemTypes four characters each, such as {@code hvc1} or {@code grid}
 * @param moving whether it has tracks, as bursts and animations have
 */
record HeifStructure(int largestSide, Set<String> itemTypes, boolean moving) {

    /** Codecs work with whole blocks, at most so large, beyond the edges. */
    private static final int BLOCK = 128;

    private static final int MAX_SIDE = 65_535;
    private static final int FULL_BOX = 4;

    /** Where an item's bytes lie. */
    private record Extent(int from, int length) {}

    /** @throws PhotoFormatException if it is truncated, has no picture, or names one above the limits */
    static HeifStructure read(byte[] file, String name, PhotoLimits limits) throws PhotoFormatException {
        return new Reader(file, name, limits).read();
    }

    private static final class Reader {

        private final ByteBuffer file;
        private final String name;
        private final PhotoLimits limits;
        private final Map<Long, String> types = new HashMap<>();
        private final Map<Long, List<Extent>> extents = new HashMap<>();
        private final Set<Integer> lengthSizes = new HashSet<>();

        /** Sound files name their bytes once; hostile ones name the same bytes for thousands of items. */
        private long budget;

        private long largestSide = 1;

        Reader(byte[] file, String name, PhotoLimits limits) {
            this.file = ByteBuffer.wrap(file);
            this.name = name;
            this.limits = limits;
            this.budget = 4L * file.length + 65_536;
        }

        HeifStructure read() throws PhotoFormatException {
            try {
                List<Box> top = Box.in(file, 0, file.limit());
                List<Box> meta =
                        top.stream().filter(box -> box.type().equals("meta")).toList();
                boolean moving = top.stream().anyMatch(box -> box.type().equals("moov"));
                if (meta.isEmpty()) {
                    throw moving
                            ? new PhotoFormatException(name
                                    + " is a sequence of pictures or a video without a still picture; save one of its"
                                    + " pictures as JPEG or PNG")
                            : truncated();
                }
                for (Box box : meta) {
                    readMeta(box);
                }
                return new HeifStructure((int) Math.min(largestSide, MAX_SIDE), Set.copyOf(types.values()), moving);
            } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
                throw new PhotoFormatException(
                        name + " is corrupt (a box that ends too early); copy the photo again from its source", e);
            }
        }

        private void readMeta(Box meta) throws PhotoFormatException {
            Optional<Box> data = Optional.empty();
            List<Box> children = meta.children(FULL_BOX);
            for (Box box : children) {
                switch (box.type()) {
                    case "iinf" -> readTypes(box);
                    case "idat" -> data = Optional.of(box);
                    case "iprp" -> readProperties(box);
                    default -> {}
                }
            }
            for (Box box : children) {
                if (box.type().equals("iloc")) {
                    readPlaces(box, data);
                }
            }
            for (Map.Entry<Long, String> item : types.entrySet()) {
                for (Extent extent : extents.getOrDefault(item.getKey(), List.of())) {
                    requireFitting(item.getValue(), file.slice(extent.from(), extent.length()));
                }
            }
        }

        private void readTypes(Box box) throws PhotoFormatException {
            int version = file.get(box.from());
            for (Box entry : box.children(FULL_BOX + (version == 0 ? 2 : 4))) {
                ByteBuffer in = entry.content();
                int entryVersion = in.get(0);
                if (entry.type().equals("infe") && entryVersion >= 2) {
                    in.position(FULL_BOX);
                    long id = entryVersion == 2 ? in.getShort() & 0xffff : in.getInt() & 0xffff_ffffL;
                    in.getShort();
                    String type = Box.text(in, in.position());
                    in.getInt();
                    types.put(id, type);
                    if (type.equals("mime")) {
                        requirePlain(in);
                    }
                }
            }
        }

        /** What is inflated has no bounds. */
        private void requirePlain(ByteBuffer in) throws PhotoFormatException {
            skipText(in);
            skipText(in);
            if (in.hasRemaining() && in.get() != 0) {
                throw new PhotoFormatException(
                        name + " holds compressed metadata; save it anew without, or convert it to JPEG or PNG");
            }
        }

        private static void skipText(ByteBuffer in) {
            while (in.hasRemaining() && in.get() != 0) {
                // Its text does not matter.
            }
        }

        private void readProperties(Box box) throws PhotoFormatException {
            for (Box container : box.children(0)) {
                if (container.type().equals("ipco")) {
                    for (Box property : container.children(0)) {
                        readProperty(property);
                    }
                }
            }
        }

        private void readProperty(Box property) throws PhotoFormatException {
            ByteBuffer in = property.content();
            switch (property.type()) {
                case "ispe" -> {
                    long width = in.getInt(FULL_BOX) & 0xffff_ffffL;
                    long height = in.getInt(FULL_BOX + 4) & 0xffff_ffffL;
                    requireFitting(width, height, 0);
                    largestSide = Math.max(largestSide, Math.max(width, height));
                }
                case "hvcC" -> {
                    lengthSizes.add((in.get(21) & 3) + 1);
                    in.position(22);
                    for (int arrays = in.get() & 0xff; arrays > 0; arrays--) {
                        in.get();
                        for (int units = in.getShort() & 0xffff; units > 0; units--) {
                            int length = in.getShort() & 0xffff;
                            requireFitting(CodedSize.ofHevc(in.slice(in.position(), length)));
                            in.position(in.position() + length);
                        }
                    }
                }
                case "av1C" -> {
                    in.position(FULL_BOX);
                    requireFitting(CodedSize.ofAv1(in.slice()));
                }
                default -> {}
            }
        }

        private void readPlaces(Box box, Optional<Box> data) throws PhotoFormatException {
            ByteBuffer in = box.content();
            int version = in.get();
            in.position(FULL_BOX);
            int sizes = in.getShort();
            int offsetSize = sizes >> 12 & 0xf;
            int lengthSize = sizes >> 8 & 0xf;
            int baseSize = sizes >> 4 & 0xf;
            int indexSize = version == 0 ? 0 : sizes & 0xf;
            long items = version < 2 ? in.getShort() & 0xffff : in.getInt() & 0xffff_ffffL;
            for (long i = 0; i < items; i++) {
                long id = version < 2 ? in.getShort() & 0xffff : in.getInt() & 0xffff_ffffL;
                int method = version == 0 ? 0 : in.getShort() & 0xf;
                in.getShort();
                long base = number(in, baseSize);
                for (int parts = in.getShort() & 0xffff; parts > 0; parts--) {
                    number(in, indexSize);
                    long offset = base + number(in, offsetSize);
                    long length = number(in, lengthSize);
                    addExtent(id, method, offset, length, data);
                }
            }
        }

        private static long number(ByteBuffer in, int bytes) {
            return switch (bytes) {
                case 0 -> 0;
                case 4 -> in.getInt() & 0xffff_ffffL;
                case 8 -> in.getLong() & Long.MAX_VALUE >> 1;
                default -> throw new IndexOutOfBoundsException("numbers of " + bytes + " bytes");
            };
        }

        private void addExtent(long id, int method, long offset, long length, Optional<Box> data)
                throws PhotoFormatException {
            long from = offset;
            long end = file.limit();
            if (method == 1 && data.isPresent()) {
                from += data.get().from();
                end = data.get().to();
            } else if (method != 0) {
                // Derived from other items, whose bytes are looked at by themselves.
                return;
            }
            long whole = length == 0 ? end - from : length;
            if (from < 0 || whole < 0 || from + whole > end) {
                throw truncated();
            }
            budget -= whole;
            if (budget < 0) {
                throw new PhotoFormatException(
                        name + " is corrupt (items that name the same bytes); copy the photo again from its source");
            }
            extents.computeIfAbsent(id, key -> new ArrayList<>()).add(new Extent((int) from, (int) whole));
        }

        /** The sizes that an item's own bytes name. */
        private void requireFitting(String type, ByteBuffer data) throws PhotoFormatException {
            switch (type) {
                case "grid" -> requireCanvas(data, 4);
                case "iovl" -> requireCanvas(data, 2 + 8);
                case "hvc1", "hev1", "lhv1" -> {
                    for (int lengthSize : lengthSizes) {
                        requireUnits(data.duplicate(), lengthSize);
                    }
                }
                case "av01" -> requireFitting(CodedSize.ofAv1(data));
                default -> {}
            }
        }

        /** @param at where the size of the canvas stands, in two or four bytes as the flags say */
        private void requireCanvas(ByteBuffer data, int at) throws PhotoFormatException {
            boolean large = (data.get(1) & 1) == 1;
            long width = large ? data.getInt(at) & 0xffff_ffffL : data.getShort(at) & 0xffff;
            long height = large ? data.getInt(at + 4) & 0xffff_ffffL : data.getShort(at + 2) & 0xffff;
            requireFitting(width, height, 0);
        }

        private void requireUnits(ByteBuffer data, int lengthSize) throws PhotoFormatException {
            while (data.remaining() >= lengthSize) {
                long length = 0;
                for (int i = 0; i < lengthSize; i++) {
                    length = length << 8 | data.get() & 0xff;
                }
                int within = (int) Math.min(length, data.remaining());
                requireFitting(CodedSize.ofHevc(data.slice(data.position(), within)));
                data.position(data.position() + within);
            }
        }

        private void requireFitting(CodedSize size) throws PhotoFormatException {
            requireFitting(size.width(), size.height(), BLOCK);
        }

        private void requireFitting(long width, long height, int tolerated) throws PhotoFormatException {
            long inner = Math.max(0, width - tolerated) * Math.max(0, height - tolerated);
            if (width > MAX_SIDE + tolerated || height > MAX_SIDE + tolerated || inner > limits.maxPixels()) {
                throw new PhotoFormatException(name + " names a picture of " + width + " x " + height
                        + " pixels, but PhotoLimits.maxPixels is " + limits.maxPixels()
                        + "; shrink the photo or raise the limit");
            }
        }

        private PhotoFormatException truncated() {
            return new PhotoFormatException(name + " is truncated; copy the photo again from its source");
        }
    }
}

package io.millsight.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;

/** The values of a tensor in the memory of the processor, as buffers that follow each other. A buffer of Java holds at most 2 GiB. */
final class TensorBytes {

    private static final int CHUNK_BYTES = 64 << 20; // one call to read or write

    /** Reads or writes one chunk. */
    @FunctionalInterface
    interface Chunk {

        /**
         * Uses a chunk from its beginning to its end.
         *
         * @param offset of its first byte within the tensor
         */
        void use(ByteBuffer bytes, long offset) throws IOException;
    }

    private TensorBytes() {}

    /**
     * Hands out all bytes of a tensor, in their order.
     *
     * @param tensor contiguous, on the processor
     */
    static void forEach(Tensor tensor, Chunk use) throws IOException {
        long bytes = tensor.elements() * tensor.dtype().bytes();
        BytePointer start = new BytePointer(tensor.handle().data_ptr());
        for (long offset = 0; offset < bytes; offset += CHUNK_BYTES) {
            long length = Math.min(CHUNK_BYTES, bytes - offset);
            BytePointer chunk = start.getPointer(offset);
            chunk.limit(length);
            use.use(chunk.asByteBuffer(), offset);
        }
    }
}

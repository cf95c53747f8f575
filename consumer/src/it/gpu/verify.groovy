String tree = new File(basedir, 'tree.txt').getText('UTF-8')
assert tree.contains('com.microsoft.onnxruntime:onnxruntime_gpu:jar:')
assert !tree.contains('com.microsoft.onnxruntime:onnxruntime:jar:')
return true

// Imported first by whatever runs as a program or a thread: takes away the property by which `something.__proto__.x = …` reaches
// the prototype of all objects (what Node's --disable-proto=delete does, however the program was started).

Reflect.deleteProperty(Object.prototype, '__proto__')
